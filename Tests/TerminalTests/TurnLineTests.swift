import Testing

@testable import Terminal

@Suite struct TurnLineTests {
    @Test(arguments: [
        ("hello\r", ["hello"]),
        ("a\nb\rc", ["a", "b"]),
        ("\r  \r", []),
        ("Zoë\u{7F}e\r", ["Zoe"]),
        ("one two\u{17}three\r", ["one three"]),
        ("gone\u{15}kept\r", ["kept"]),
        ("a\u{1B}[A\u{1B}OB\u{1B}[1;5Cb\u{04}\r", ["ab"]),
        ("\u{1B}[200~x\r\ty\u{1B}[31m\u{1B}[201~!\r", ["x\n\ty[31m!"]),
    ]) func `collects what is sent, one byte at a time`(typed: String, sent: [String]) {
        var line = TurnLine(limit: 1000)
        #expect(typed.utf8.flatMap { line.take([$0]) } == sent)
    }

    @Test func `gives back what was not sent as keys that type it again`() {
        var line = TurnLine(limit: 1000)
        #expect(line.take("half".utf8) == [])
        #expect(line.takeUnsent() == Array("half".utf8))
        #expect(line.takeUnsent() == [])
        #expect(line.take("\u{1B}[200~a\rb\u{1B}[201~".utf8) == [])
        #expect(line.takeUnsent() == Array("\u{1B}[200~a\nb\u{1B}[201~".utf8))
    }

    @Test func `is bounded, and a paste that is too long still ends`() {
        var line = TurnLine(limit: 10)
        #expect(line.take("0123456789abc\r".utf8) == ["0123456789"])
        #expect(line.take("\u{1B}[200~\(String(repeating: "x", count: 50))\u{1B}[201~\r".utf8) == ["xxxx"])
    }
}
