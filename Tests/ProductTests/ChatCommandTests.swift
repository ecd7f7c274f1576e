import FarthingTesting
import Testing

@Suite(.serialized) struct ChatCommandTests {
    @Test func `a session: type, stream, interrupt, go on, history, paste, cost, quit`() throws {
        let gate = try LoopbackGate()
        let product = try Product(ScriptedProvider(slowly: gate))
        let terminal = try product.terminal("chat")
        try terminal.wait(for: "test/model")
        try terminal.wait(for: "› ")
        try terminal.send("Count to four\r")
        try terminal.wait(for: "One two three four.")
        try terminal.wait(for: "100 (40 cached) in, 20 out")
        try terminal.wait(for: "$0.00014")
        try terminal.wait(for: "› ")

        // Ctrl-C in the middle of an answer: what came stays, the turn is settled, the prompt comes back.
        try terminal.send("please wait\r")
        try terminal.wait(for: "One")
        try terminal.press(.control("c"))
        try terminal.wait(for: "cancelled")
        try terminal.wait(for: "› ")
        gate.open()

        // Recall the line before the last with the arrow keys, and send it again.
        try terminal.press(.up, .up, .enter)
        try terminal.wait(for: "Count to four")
        try terminal.wait(for: "One two three four.")
        try terminal.wait(for: "› ")

        try terminal.paste("first line\nsecond line\nthird line")
        try terminal.press(.enter)
        try terminal.wait(for: "One two three four.")
        #expect(product.provider.server.requests.last?.text.contains(#"first line\nsecond line\nthird line"#) == true)
        try terminal.wait(for: "› ")

        try terminal.send("/cost\r")
        try terminal.wait(for: "total")
        try terminal.wait(for: "› ")
        try terminal.send("/nonsense\r")
        try terminal.wait(for: "There is no command /nonsense")
        try terminal.wait(for: "› ")
        try terminal.send("/quit\r")
        #expect(try terminal.waitForExit() == .exited(0))
    }

    @Test func `resumes the latest conversation with its history`() throws {
        let product = try Product(ScriptedProvider())
        let first = try product.terminal("chat")
        try first.wait(for: "› ")
        try first.send("Remember the number 7\r")
        try first.wait(for: "One two three four.")
        try first.wait(for: "› ")
        try first.press(.control("d"))
        #expect(try first.waitForExit() == .exited(0))

        let second = try product.terminal("chat", "--resume")
        try second.wait(for: "Resumed")
        try second.wait(for: "› ")
        try second.send("And now?\r")
        try second.wait(for: "One two three four.")
        #expect(product.provider.server.requests.last?.text.contains("Remember the number 7") == true)
        try second.wait(for: "› ")
        try second.press(.control("d"))
        #expect(try second.waitForExit() == .exited(0))
    }

    @Test func `piped it is plain: answers on standard output, one after the other`() throws {
        let product = try Product(ScriptedProvider())
        let end = try product.run("chat", input: Array("Hello\nAgain\n".utf8))
        #expect(end.exitCode == 0)
        #expect(end.output.contains("One two three four.\n"))
        #expect(!end.output.contains("\u{1B}"))
        #expect(product.provider.server.requests.count == 2)
    }

    @Test func `skills are listed with where they come from, and shown`() throws {
        let product = try Product(ScriptedProvider())
        try product.write("---\nname: poems\ndescription: Writes poems.\n---\nRhyme.\n", to: "Skills/poems/SKILL.md")
        try product.write(
            "---\ndescription: Sends letters.\n---\nFold.\n", to: "config/farthing/skills/letters/SKILL.md")
        try product.write("no front matter", to: "Skills/broken/SKILL.md")
        let end = try product.run("chat", input: Array("/skills\n/skills poems\n/skills none\n".utf8))
        #expect(end.exitCode == 0)
        let rows = end.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(rows.contains("letters user Sends letters."), "\(end.output)")
        #expect(rows.contains("poems project Writes poems."))
        #expect(rows.contains { $0.hasPrefix("Cannot be used: ") && $0.contains("/Skills/broken/SKILL.md") })
        #expect(rows.contains("poems, the project's, in \(product.folder)/Skills/poems: Writes poems."))
        #expect(rows.contains("Rhyme."))
        #expect(rows.contains("There is no skill none. /skills lists them."))
        #expect(product.provider.server.requests.isEmpty)
    }

    @Test func `a terminal that goes away ends the program`() throws {
        let product = try Product(ScriptedProvider())
        let terminal = try product.terminal("chat")
        try terminal.wait(for: "› ")
        terminal.hangUp()
        switch try terminal.waitForExit() {
        case .exited, .killed: break
        }
    }
}
