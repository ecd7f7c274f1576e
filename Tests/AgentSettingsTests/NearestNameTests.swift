import Testing

@testable import AgentSettings

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1), ("", "abc", 3),
        ("ca", "abc", 3), ("kitten", "sitting", 3),
    ])
    func `counts insertions, deletions, replacements and swaps`(_ a: String, _ b: String, _ expected: Int) {
        #expect(NearestName.distance(Array(a.utf8), Array(b.utf8)) == expected)
        #expect(NearestName.distance(Array(b.utf8), Array(a.utf8)) == expected)
    }

    @Test func `offers a near name only`() {
        #expect(NearestName.of("modle", among: ["limits", "model"]) == "model")
        #expect(NearestName.of("MODEL", among: ["limits", "model"]) == "model")
        #expect(NearestName.of("colour", among: ["limits", "model"]) == nil)
        #expect(NearestName.of("ab", among: ["xy"]) == nil)
        #expect(NearestName.of(String(repeating: "a", count: 200), among: ["a"]) == nil)
    }
}
