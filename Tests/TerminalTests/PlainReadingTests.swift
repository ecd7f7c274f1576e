import FarthingTesting
import Testing

/// Reading without editing.
@Suite(.serialized) struct PlainReadingTests {
    @Test func `writes no escape codes on a dumb terminal`() throws {
        let terminal = try probe("lines", environment: ["TERM": "dumb"])
        try terminal.wait(for: "probe> ")
        #expect(terminal.isCooked)
        try terminal.send("hello\r")
        try terminal.wait(for: "got hello\n")
        try terminal.wait(for: "probe> ")
        try terminal.press(.control("d"))
        try terminal.wait(for: "end of input\n")
        #expect(try terminal.waitForExit() == .exited(0))
        #expect(!terminal.output.contains(0x1B))
    }

    @Test func `reads a pipe to its end, naming what is not UTF-8`() throws {
        let script = #"printf 'one\nb\377d\ntwo' | "$0" lines | cat"#
        let terminal = try PseudoTerminal("/bin/sh", arguments: ["-c", script, try probePath()], columns: 200)
        #expect(try terminal.waitForExit() == .exited(0))
        #expect(
            terminal.screen.text == """
                got one
                error Standard input is not UTF-8: byte 5 (line 2) starts no valid character. Convert it, for example \
                with iconv -t UTF-8.
                got two
                end of input
                bye
                """)
    }

    @Test func `treats Ctrl-C in a turn as an event there too`() throws {
        let terminal = try probe("turn", environment: ["TERM": "dumb"])
        try terminal.wait(for: "turn begins\n")
        try terminal.press(.control("c"))
        try terminal.wait(for: "interrupt\n")
    }

    @Test func `fails with a typed error when nobody reads the output`() throws {
        let script = #"(echo a; echo b) | "$0" lines | head -n 1"#
        let terminal = try PseudoTerminal("/bin/sh", arguments: ["-c", script, try probePath()])
        #expect(try terminal.waitForExit() == .exited(0))
        #expect(terminal.screen.text == "got a")
    }
}
