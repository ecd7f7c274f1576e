import Testing

@testable import TextCompression

struct MessageCompressorTests {
    private let compressor = MessageCompressor()
    private static let log = (0..<40).map {
        "2024-05-01 10:00:\($0 + 10) INFO worker[\($0 * 7)] finished job \($0 * 31) in \($0) ms"
    }
    private static let table =
        "[" + (0..<30).map { #"{"id": \#($0), "name": "thing number \#($0)"}"# }.joined(separator: ", ") + "]"

    @Test func `log lines alike but for numbers are folded, what is said once stays`() {
        var lines = Self.log
        lines.insert("2024-05-01 10:00:30 ERROR worker[3] lost its connection to db-2.internal", at: 20)
        let text = compressor.compress(lines.joined(separator: "\n"))
        #expect(text.technique == .log)
        #expect(
            text.text == """
                [log; lines alike but for numbers folded; every line starts with: 2024-05-01 ]
                10:00:10 INFO worker[0] finished job 0 in 0 ms [forty times, last 10:00:49]
                10:00:30 ERROR worker[3] lost its connection to db-2.internal
                """)
    }

    @Test func `a table of values is no log`() {
        let rows = (0..<50).map { "2024-05-\($0 % 28 + 1),10:00:00,alice,\($0)" }.joined(separator: "\n")
        #expect(compressor.compress(rows).technique == nil)
    }

    @Test func `passages that do not bear on the question are left out`() {
        let topics = ["rivers", "castles", "trains", "bakers", "winters", "painters", "harbours", "violins"]
        let passages = topics.map { topic in
            "This passage says a good deal about \(topic). It goes on for a while, so that it is long enough to be a "
                + "passage, and it tells what people who know \(topic) well have said about them over the years."
        }
        let result = compressor.compress([
            CompressibleMessage(role: .tool, text: passages.joined(separator: "\n\n"), handle: "kept-text"),
            CompressibleMessage(role: .user, text: "What is known about the trains?"),
        ])
        #expect(result[0].technique == .passages)
        #expect(result[0].text.contains(passages[2]))
        #expect(!result[0].text.contains("violins"))
        #expect(result[0].text.hasSuffix("[passages left out: not about the question; expand kept-text for all]"))
        #expect(result[1].text == "What is known about the trains?")
    }

    @Test func `a question that nothing is about leaves everything`() {
        let passage =
            "Some sentences about nothing in particular, which are long enough to count as a passage of prose."
        let text = Array(repeating: passage, count: 30).joined(separator: "\n\n")
        let result = compressor.compress([
            CompressibleMessage(role: .tool, text: text),
            CompressibleMessage(role: .user, text: "Who painted the ceiling of the Sistine Chapel?"),
        ])
        #expect(result[0].technique == nil)
    }

    @Test func `a page becomes its text, with links, without scripts`() {
        let html = """
            <!DOCTYPE html><html><head><title>Prices</title><style>p { color: red }</style></head><body>
            <script>var x = "<p>no</p>";</script><p>Tea &amp; cake: <b>4.50</b></p>
            <ul><li>One</li><li><a href="https://example.org/a">Two</a></li></ul><pre>a
              b</pre></body></html>
            """ + String(repeating: "<div></div>", count: 20)
        #expect(
            compressor.compress(html).text == """
                Prices
                Tea & cake: 4.50
                - One
                - Two (https://example.org/a)
                a
                  b
                """)
    }

    @Test func `politeness goes, code and quoted text stay`() {
        let text = """
            Hello! I hope you are doing well. Could you please explain what `please` does in "please  wait"?

            ```
            please   keep  # this
            ```
            """
        #expect(
            compressor.compress(text).text == """
                Could you explain what `please` does in "please  wait"?

                ```
                please   keep  # this
                ```
                """)
    }

    @Test func `a class read as a tool result keeps every byte`() {
        let code =
            "class A:\r\n    def a(self):\r\n        return '  x  '\r\n\r\n\r\n    def b(self):\r\n        pass  \r\n"
        let messages = [
            CompressibleMessage(role: .user, text: "Read it."),
            CompressibleMessage(role: .tool, text: String(repeating: code, count: 20)),
        ]
        #expect(compressor.compress(messages).map(\.text) == messages.map(\.text))
    }

    @Test func `the newest messages, system messages and pinned ones stay`() {
        var messages = [CompressibleMessage(role: .system, text: Self.table)]
        messages += (0..<10).map { _ in CompressibleMessage(role: .tool, text: Self.table) }
        messages[2].isPinned = true
        let result = compressor.compress(messages)
        #expect(
            result.map { $0.technique == nil } == [
                true, false, true, false, false, false, true, true, true, true, true,
            ])
        #expect(result[1].text == "[the same as a later result]")
        #expect(result[3].text == "[the same as an earlier result]")
    }

    @Test func `an older state says only what the newest one, which stays, says otherwise`() {
        func order(_ status: String) -> CompressibleMessage {
            CompressibleMessage(
                role: .tool,
                text: #"{"order_id": "W1", "status": "\#(status)", "owner": "mia_li_3668", "address": "#
                    + #""975 Sunset Drive, Suite 217, Austin, Texas 78701", "items": ["lamp", "desk", "chair", "shelf"], "#
                    + #""note": "leave it with the neighbours on the ground floor when nobody is in"}"#)
        }
        let messages =
            [order("pending"), CompressibleMessage(role: .user, text: "Cancel it, then.")]
            + (0..<4).map { CompressibleMessage(role: .assistant, text: "Step \($0).") } + [order("cancelled")]
        let result = compressor.compress(messages)
        #expect(result[0].text == "{order_id:W1,status:pending; the rest as below}")
        #expect(result.last?.text == messages.last?.text)
        let alone = MessageCompressor(MessageCompressor.Settings(refers: false)).compress(messages)
        #expect(alone[0].technique == .table)
    }

    @Test func `a target of nothing allows only what loses nothing`() {
        let lossless = MessageCompressor(MessageCompressor.Settings(target: 0))
        #expect(lossless.compress(Self.log.joined(separator: "\n")).technique == nil)
        #expect(lossless.compress(Self.table).technique == .table)
    }

    @Test(arguments: ["", " ", "\n", "\u{0}", "[", "{}", "[]", "null", "😀", "…"])
    func `odd texts are left alone`(_ text: String) {
        #expect(compressor.compress(text) == CompressedText(text: text, technique: nil))
    }
}
