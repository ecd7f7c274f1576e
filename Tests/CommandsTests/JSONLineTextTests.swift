import Testing

@testable import Commands

@Suite struct JSONLineTextTests {
    private func decode(_ line: [UInt8]) throws(TokensProblem) -> [UInt8] {
        var text: [UInt8] = [1, 2, 3]
        var failure: TokensProblem?
        line.withUnsafeBufferPointer { line in
            do throws(TokensProblem) {
                try JSONLineText.decode(line, number: 7, into: &text)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return text
    }

    private func decode(_ line: String) throws(TokensProblem) -> String {
        String(decoding: try decode(Array(line.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        (#""""#, ""), (#"  "a b" "#, "a b"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u6f22\ud83D\uDE00""#, "Aé漢😀"), ("\"é漢😀\"\r", "é漢😀"), (#""\u0000""#, "\u{0}"),
    ])
    func `decodes a line`(_ line: String, _ expected: String) throws {
        #expect(try decode(line) == expected)
    }

    @Test(arguments: [
        ("", "is not a JSON string"), ("[1]", "is not a JSON string"), (#""abc"#, "is a JSON string without an end"),
        (#""a" x"#, "goes on after its JSON string"), (#""\x""#, "has an escape that JSON does not know"),
        (#""\ud800""#, "has a lone surrogate, which is not text"),
        (#""\ud800\u0041""#, "has a lone surrogate, which is not text"),
        (#""\udc00""#, "has a lone surrogate, which is not text"),
        (#""\u12g4""#, "has a \\u escape without four hex digits"), (#""\u12"#, "is a JSON string without an end"),
        ("\"a\tb\"", "has a control character that is not escaped"),
    ])
    func `names the line and what is wrong with it`(_ line: String, _ reason: String) {
        let problem = #expect(throws: TokensProblem.self) { try decode(line) }
        #expect(problem?.message == "line 7 \(reason)")
        #expect(problem?.exitCode == 1)
    }

    @Test func `refuses bytes that are not UTF-8`() {
        let problem = #expect(throws: TokensProblem.self) { try decode([0x22, 0x61, 0xFF, 0x22]) }
        #expect(problem?.message == "line 7 is not UTF-8")
    }

    @Test func `writes what it can read back`() throws {
        let text = "a\"\\\n\r\t\u{0}\u{1f}\u{7f}\u{85}\u{2028}é漢😀/"
        var line: [UInt8] = []
        JSONLineText.encode(text, to: &line)
        #expect(String(decoding: line, as: UTF8.self) == #""a\"\\\n\r\t\u0000\u001f\u007f\u0085\u2028é漢😀/""#)
        #expect(try decode(line) == Array(text.utf8))
    }
}
