import Testing

@testable import Terminal

@Suite struct PasteStoreTests {
    @Test func `shows several rows as a placeholder and puts them back`() {
        var pastes = PasteStore()
        #expect(pastes.add("a\r\nb\rc\n") == .placeholder("[paste #1: 3 lines]"))
        #expect(pastes.add("x\ny") == .placeholder("[paste #2: 2 lines]"))
        #expect(pastes.expand("[paste #2: 2 lines] and [paste #1: 3 lines]") == "x\ny and a\nb\nc")
        #expect(pastes.expand("edited [paste #1: 3 line]") == "edited [paste #1: 3 line]")
    }

    @Test func `takes one row as it is, without control characters`() {
        var pastes = PasteStore()
        #expect(pastes.add("one\u{1B}[31m row\t\u{7}\n") == .text("one[31m row\t"))
        #expect(pastes.add(String(repeating: "é", count: 501)) == .placeholder("[paste #1: 501 characters]"))
    }

    @Test func `never gives two pastes one placeholder`() {
        var pastes = PasteStore()
        _ = pastes.add("a\nb")
        pastes.removeAll()
        #expect(pastes.add("c\nd") == .placeholder("[paste #2: 2 lines]"))
        #expect(pastes.expand("[paste #1: 2 lines]") == "[paste #1: 2 lines]")
    }

    @Test func `does not expand what a paste contains`() {
        var pastes = PasteStore()
        #expect(pastes.add("say [paste #2: 2 lines]\nnow") == .placeholder("[paste #1: 2 lines]"))
        #expect(pastes.add("x\ny") == .placeholder("[paste #2: 2 lines]"))
        #expect(pastes.expand("[paste #1: 2 lines]") == "say [paste #2: 2 lines]\nnow")
    }
}
