import ExtensionKit
import Testing

@Suite struct LineDifferenceTests {
    @Test func `equal lists have no difference`() {
        #expect(LineDifference.lines(expected: ["a", "b"], got: ["a", "b"]) == [])
    }

    @Test func `a change stands with three lines around it`() {
        let old = (1...20).map(String.init)
        var new = old
        new[9] = "ten"
        #expect(
            LineDifference.lines(expected: old, got: new) == [
                " 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13",
            ])
    }

    @Test func `what is between two changes is folded`() {
        let old = ["a"] + (1...20).map(String.init) + ["b"]
        let new = ["A"] + (1...20).map(String.init) + ["B"]
        #expect(
            LineDifference.lines(expected: old, got: new)
                == ["-a", "+A", " 1", " 2", " 3", " …", " 18", " 19", " 20", "-b", "+B"])
    }

    @Test func `one list may be empty`() {
        #expect(LineDifference.lines(expected: [], got: ["a"]) == ["+a"])
        #expect(LineDifference.lines(expected: ["a"], got: []) == ["-a"])
    }
}
