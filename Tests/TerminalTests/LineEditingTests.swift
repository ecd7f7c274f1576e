import FarthingTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The line editor on a real terminal, driven key by key.
@Suite(.serialized) struct LineEditingTests {
    @Test func `returns what is typed, in any script`() throws {
        let terminal = try probe("lines")
        try terminal.wait(for: "probe> ")
        try terminal.send("Zoë 日本 🙂 e\u{301}\r")
        try terminal.wait(for: "got Zoë 日本 🙂 e\u{301}\n")
        try terminal.wait(for: "probe> ")
        try terminal.press(.control("d"))
        try terminal.wait(for: "end of input")
        #expect(try terminal.waitForExit() == .exited(0))
    }

    @Test func `edits with emacs keys`() throws {
        let terminal = try probe("lines")
        try terminal.wait(for: "probe> ")
        try terminal.send("world")
        try terminal.press(.control("a"))
        try terminal.send("hellox ")
        try terminal.press(.left, .backspace, .control("e"))
        try terminal.send(" again")
        try terminal.press(.control("w"), .backspace, .home, .right, .delete, .end)
        try terminal.send("!\r")
        try terminal.wait(for: "got hllo world!\n")
    }

    @Test func `drops the line on Ctrl-C and leaves on a second one`() throws {
        let terminal = try probe("lines")
        try terminal.wait(for: "probe> ")
        try terminal.send("half a li")
        try terminal.wait(for: "half a li")
        try terminal.press(.control("c"))
        try terminal.wait(for: "^C\ninterrupted\n")
        try terminal.wait(for: "probe> ")
        try terminal.send("kept\r")
        try terminal.wait(for: "got kept\n")
        try terminal.wait(for: "probe> ")
        try terminal.press(.control("c"))
        try terminal.wait(for: "interrupted\n")
        try terminal.wait(for: "probe> ")
        try terminal.press(.control("c"))
        try terminal.wait(for: "quit\n")
        #expect(try terminal.waitForExit() == .exited(0))
    }

    @Test func `recalls lines of an earlier session and keeps them private`() throws {
        try withTemporaryFolder { folder in
            let file = folder + "/history"
            let first = try probe("lines", file)
            for line in ["first", "second", "second", " secret", "tw\\\ro rows"] {
                try first.wait(for: "probe> ")
                try first.send(line + "\r")
                try first.wait(for: "got ")
            }
            try first.wait(for: "probe> ")
            try first.press(.control("d"))
            #expect(try first.waitForExit() == .exited(0))
            #expect(try contents(of: file) == "first\nsecond\ntw\\no rows\n")
            #expect(try permissions(of: file) == 0o600)

            let second = try probe("lines", file)
            try second.wait(for: "probe> ")
            try second.press(.up, .up)
            try second.wait(forScreen: "probe> second")
            try second.press(.up, .down, .down)
            try second.wait(forScreen: "tw\no rows")
            try second.press(.enter)
            try second.wait(for: "got tw|o rows\n")
        }
    }

    @Test func `joins rows that end in a backslash`() throws {
        let terminal = try probe("lines")
        try terminal.wait(for: "probe> ")
        try terminal.send("one\\\r")
        try terminal.wait(for: "more> ")
        try terminal.send("two \\\\\r")
        try terminal.wait(for: "got one|two \\\\\n")
    }

    @Test func `shows a paste of several rows as a placeholder and sends it whole`() throws {
        let terminal = try probe("lines")
        try terminal.wait(until: "pasting is on") { $0.wantsBracketedPaste }
        try terminal.send("look: ")
        try terminal.paste("a\nb\u{1B}[31m\nc\n")
        try terminal.wait(forScreen: "probe> look: [paste #1: 3 lines]")
        try terminal.send(" and ")
        try terminal.paste("one row")
        try terminal.wait(forScreen: "3 lines] and one row")
        try terminal.press(.enter)
        try terminal.wait(for: "got look: a|b[31m|c and one row\n")
    }

    @Test func `takes a paste of many rows at once`() throws {
        let terminal = try probe("lines")
        try terminal.wait(until: "pasting is on") { $0.wantsBracketedPaste }
        let rows = (1...300).map { "row number \($0)" }
        try terminal.paste(rows.joined(separator: "\n"))
        try terminal.wait(forScreen: "[paste #1: 300 lines]")
        try terminal.press(.enter)
        try terminal.wait(for: "got " + rows.joined(separator: "|"))
    }

    @Test func `shows a notice above a half-typed line`() throws {
        let terminal = try probe("notices", columns: 30)
        try terminal.wait(for: "probe> ")
        try terminal.send("note: longer than the terminal is wide")
        try terminal.press(.left, .left, .tab)
        try terminal.wait(forScreen: "noticed ^[[31m36\nprobe> note: longer than the t\nerminal is wide")
        #expect(!terminal.screen.textWithScrollback.hasPrefix("probe"))
        try terminal.send("x\r")
        try terminal.wait(for: "got note: longer than the terminal is wixde\n")
    }

    @Test func `completes commands with Tab`() throws {
        let terminal = try probe("lines")
        try terminal.wait(for: "probe> ")
        try terminal.send("/m\t")
        try terminal.wait(forScreen: "probe> /model")
        try terminal.press(.control("u"))
        try terminal.send("/c\t")
        try terminal.wait(forScreen: "probe> /co")
        try terminal.press(.tab)
        try terminal.wait(forScreen: "/compact  /cost\nprobe> /co")
        try terminal.send("s\t\r")
        try terminal.wait(for: "got /cost \n")
    }

    @Test func `drops the line when the task is cancelled, and the next one works`() throws {
        let terminal = try probe("cancel")
        try terminal.wait(for: "cancelled\n")
        try terminal.wait(for: "probe> ")
        try terminal.send("after\r")
        try terminal.wait(for: "got after\n")
    }

    @Test func `follows the size of the window`() throws {
        let terminal = try probe("lines", columns: 40)
        try terminal.wait(for: "probe> ")
        try terminal.send("0123456789 0123456789")
        try terminal.wait(forScreen: "probe> 0123456789 0123456789")
        terminal.resize(columns: 20, rows: 24)
        try terminal.wait(forScreen: "probe> 0123456789 01\n23456789")
        try terminal.send("!\r")
        try terminal.wait(for: "got 0123456789 0123456789!\n")
    }

    @Test func `stops on Ctrl-Z and comes back with the line`() throws {
        let terminal = try PseudoTerminal(
            "/bin/bash", arguments: ["--norc", "--noprofile", "-i"], environment: ["PS1": "shell$ ", "NO_COLOR": "1"])
        try terminal.wait(for: "shell$ ")
        try terminal.send("\(try probePath()) lines\r")
        try terminal.wait(for: "probe> ")
        try terminal.send("half typed")
        try terminal.wait(for: "half typed")
        try terminal.press(.control("z"))
        try terminal.wait(for: "Stopped")
        try terminal.wait(for: "shell$ ")
        try terminal.send("fg\r")
        try terminal.wait(until: "the line is back") { $0.cursorLine == "probe> half typed" }
        try terminal.send(" again\r")
        try terminal.wait(for: "got half typed again\n")
    }

    @Test func `goes on after Ctrl-Z where nothing can continue it`() throws {
        let terminal = try probe("lines")
        try terminal.wait(for: "probe> ")
        try terminal.send("half")
        try terminal.wait(for: "half")
        try terminal.press(.control("z"))
        try terminal.wait(until: "the line is back") { $0.text.hasSuffix("probe> half\nprobe> half") }
        try terminal.send(" more\r")
        try terminal.wait(for: "got half more\n")
    }

    @Test func `ends when asked to by SIGTERM`() throws {
        let terminal = try probe("turn")
        try terminal.wait(for: "turn begins\n")
        kill(terminal.process, SIGTERM)
        try terminal.wait(for: "hangup")
        #expect(try terminal.waitForExit() == .exited(0))
        #expect(terminal.isCooked)
    }

    @Test func `ends cleanly when the terminal goes away`() throws {
        let terminal = try probe("lines")
        try terminal.wait(for: "probe> ")
        terminal.hangUp()
        #expect(try terminal.waitForExit() == .exited(0))
    }

    @Test(arguments: ["exit", "crash"]) func `puts the terminal back however the process ends`(how: String) throws {
        let terminal = try probe(how)
        try terminal.wait(for: "\(how)> ")
        #expect(!terminal.isCooked)
        try terminal.press(.enter)
        let exit = try terminal.waitForExit()
        #expect(exit == (how == "exit" ? .exited(3) : .killed(signal: 6)))
        #expect(terminal.isCooked)
        #expect(!terminal.screen.wantsBracketedPaste)
    }
}
