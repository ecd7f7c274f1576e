import FarthingTesting
import Testing

/// `/context`, `/compact` and `/history` as a person meets them.
@Suite(.serialized) struct ContextCommandTests {
    private static func line(_ number: Int) -> String {
        "Site \(number) has the code QX-\(7_000 + number). "
            + (0..<4).map { "We talk of thing \($0) at length." }.joined(separator: " ")
    }

    @Test func `piped: what fills the context, a compaction, both versions, and back`() throws {
        let product = try Product(ScriptedProvider())
        let talk = (0..<30).map(Self.line)
        let lines =
            ["/context", "/history", "/compact undo"] + talk
            + ["/context", "/compact", "/history", "/compact undo", "/compact undo", "/compact nonsense", "/context"]
        let end = try product.run("chat", input: Array((lines.joined(separator: "\n") + "\n").utf8))
        #expect(end.exitCode == 0)
        let text = end.output + end.errors
        #expect(text.contains("Nothing was sent yet."))
        #expect(text.contains("Nothing was said yet."))
        for section in ["section", "system", "tools", "history", "kept for the answer", "free"] {
            #expect(text.contains(section), "\(section)")
        }
        #expect(text.contains("/compact undo takes it back, /history shows both."))
        #expect(text.contains("summary  [Summary of "))
        #expect(text.contains("What is indented is stored and not sent"))
        #expect(text.components(of: "Taken back: ") == 1)
        #expect(text.components(of: "Nothing is compacted.") == 2)
        #expect(text.contains("/compact shortens the conversation, /compact undo takes that back."))
        // Every message was sent whole, as nothing was near the limit.
        #expect(
            product.provider.server.requests.last { $0.text.contains("Site 29") }?.text.contains("QX-7000") == true)
    }

    @Test func `at a terminal: the context as a bar, a compaction that the next prompt has`() throws {
        let product = try Product(ScriptedProvider())
        let terminal = try product.terminal("chat")
        try terminal.wait(for: "› ")
        for number in 0..<14 {
            try terminal.send("\(Self.line(number))\r")
            try terminal.wait(for: "One two three four.")
            try terminal.wait(for: "› ")
        }
        try terminal.send("/context\r")
        try terminal.wait(for: "█")
        try terminal.wait(for: "tokens were sent")
        try terminal.wait(for: "› ")
        try terminal.send("/compact\r")
        try terminal.wait(for: "/history shows both")
        try terminal.wait(for: "› ")
        try terminal.send("And now?\r")
        try terminal.wait(for: "One two three four.")
        try terminal.wait(for: "› ")
        let sent = try #require(product.provider.server.requests.last { $0.text.contains("And now?") }?.text)
        #expect(sent.contains("[Summary of "))
        #expect(sent.contains("QX-7000"))
        try terminal.send("/compact undo\r")
        try terminal.wait(for: "Taken back")
        try terminal.wait(for: "› ")
        try terminal.press(.control("d"))
        #expect(try terminal.waitForExit() == .exited(0))
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
