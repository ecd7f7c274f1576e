import FarthingTesting
import Testing

@Suite struct VirtualScreenTests {
    private func screen(_ text: String, columns: Int = 10, rows: Int = 3) -> VirtualScreen {
        var screen = VirtualScreen(columns: columns, rows: rows)
        for byte in text.utf8 { screen.feed([byte]) }
        return screen
    }

    @Test(arguments: [
        ("one\r\ntwo", "one\ntwo"),
        ("abc\u{8}\u{8}X", "aXc"),
        ("0123456789ab", "0123456789\nab"),
        ("0123456789\r\nab", "0123456789\nab"),
        ("123456789日", "123456789\n日"),
        ("a\tb", "a       b"),
        ("abc\u{1B}[2DX\u{1B}[K", "aX"),
        ("abc\r\u{1B}[1@Z", "Zabc"),
        ("abc\r\u{1B}[2Pd", "d"),
        ("one\r\ntwo\u{1B}[A\rX\u{1B}[J", "X"),
        ("a\r\nb\r\nc\r\nd", "b\nc\nd"),
        ("\u{1B}[2;3Hx\u{1B}[1;1Hy", "y\n  x"),
        ("\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{7}ok", "red ok"),
        ("e\u{301}!", "e\u{301}!"),
    ]) func `shows what a terminal would, fed byte by byte`(output: String, text: String) {
        #expect(screen(output).text == text)
    }

    @Test func `keeps the rows that scroll off`() {
        let screen = screen("a\r\nb\r\nc\r\nd\r\ne")
        #expect(screen.textWithScrollback == "a\nb\nc\nd\ne")
        #expect(screen.cursorLine == "e")
        #expect(screen.cursor == (2, 1))
    }
}
