import Testing

@testable import Terminal

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("日本語", 6), ("e\u{301}", 1), ("ｱ", 1), ("Ａ", 2), ("👨‍👩‍👧", 2), ("🇨🇭", 2), ("❤️", 2), ("한글", 4),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("a\u{200B}b", 2), ("…", 1), ("\n", 0), ("नमस्ते", 4),
    ]) func `counts the columns of a terminal`(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
    }

    @Test(arguments: [
        ("hello", 5, "hello"), ("hello", 4, "hel…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("abc", 1, "…"),
        ("abc", 0, ""),
    ]) func `cuts text to a width`(text: String, columns: Int, cut: String) {
        #expect(text.truncated(toColumns: columns) == cut)
    }

    @Test func `lays text out on rows as libedit does`() {
        var layout = RowLayout(columns: 10)
        layout.add("12345678".unicodeScalars)
        #expect(layout.row == 0 && layout.column == 8)
        layout.add("日".unicodeScalars)
        #expect(layout.row == 1 && layout.column == 0)
        layout.add("123456789日".unicodeScalars)
        #expect(layout.row == 2 && layout.column == 2)
        layout.add("\n\t\u{1}".unicodeScalars)
        #expect(layout.row == 4 && layout.column == 0)
    }
}
