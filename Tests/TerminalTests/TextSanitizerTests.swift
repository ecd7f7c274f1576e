import Testing

@testable import Terminal

@Suite struct TextSanitizerTests {
    @Test(arguments: [
        ("plain\ttext\n日本 🙂", "plain\ttext\n日本 🙂"),
        ("a\u{1B}[2J\u{1B}]0;title\u{07}b", "a^[[2J^[]0;title^Gb"),
        ("one\r\ntwo\rthree", "one\ntwo^Mthree"),
        ("\u{9B}31m\u{85}", "\u{FFFD}31m\u{FFFD}"),
        ("del\u{7F}\u{00}", "del^?^@"),
        ("ab\u{202E}cd\u{2066}", "ab\u{FFFD}cd\u{2066}"),
        ("end\r", "end^M"),
        ("£ — © “quoted”", "£ — © “quoted”"),
    ]) func `shows controls and passes text`(text: String, safe: String) {
        #expect(TextSanitizer.sanitized(text) == safe)
    }

    @Test func `gives the same for every way to cut a stream`() {
        let scalars = Array("a\r\nb\r\r\n\u{1B}[1m\u{9D}c\r".unicodeScalars)
        let whole = TextSanitizer.sanitized("a\r\nb\r\r\n\u{1B}[1m\u{9D}c\r")
        #expect(whole == "a\nb^M\n^[[1m\u{FFFD}c^M")
        for cuts in 0..<(1 << (scalars.count - 1)) {
            var sanitizer = TextSanitizer()
            var result = ""
            var piece = String.UnicodeScalarView()
            for (index, scalar) in scalars.enumerated() {
                piece.append(scalar)
                if cuts & (1 << index) != 0 {
                    result += sanitizer.sanitize(String(piece))
                    piece = .init()
                }
            }
            result += sanitizer.sanitize(String(piece)) + sanitizer.finish()
            #expect(Array(result.unicodeScalars) == Array(whole.unicodeScalars), "cuts \(cuts)")
        }
    }
}
