import Testing

@testable import Terminal

@Suite struct MarkdownStylerTests {
    private let text =
        "# Title\nsome **bold** and `code` *x*\n```swift\nlet **a** = 1\n```\nafter `` ok\n#tag **open\nplain"

    private func withoutSequences(_ styled: String) -> String {
        styled.replacing(/\u{1B}\[[0-9]*m/, with: "")
    }

    @Test func `sets off headings, bold text and code`() {
        var styler = MarkdownStyler()
        #expect(
            styler.style("# T\na **b** `c`\n```\nx\n```\ny")
                == "\u{1B}[1m# T\u{1B}[0m\na **\u{1B}[1mb**\u{1B}[0m \u{1B}[36m`c`\u{1B}[0m\n"
                + "\u{1B}[36m```\u{1B}[0m\n\u{1B}[36mx\u{1B}[0m\n```\ny")
        #expect(styler.finish() == "")
    }

    @Test func `only inserts sequences, however the stream is cut`() {
        var whole = MarkdownStyler()
        let expected = whole.style(text) + whole.finish()
        #expect(withoutSequences(expected) == text)
        for cut in text.indices {
            var styler = MarkdownStyler()
            let styled = styler.style(String(text[..<cut])) + styler.style(String(text[cut...])) + styler.finish()
            #expect(styled == expected)
        }
    }

    @Test func `closes styles at the end of a row and of the text`() {
        var styler = MarkdownStyler()
        #expect(styler.style("**a\nb") == "**\u{1B}[1ma\u{1B}[0m\nb")
        #expect(styler.style(" `c") == " \u{1B}[36m`c")
        #expect(styler.finish() == "\u{1B}[0m")
    }
}
