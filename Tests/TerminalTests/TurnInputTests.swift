import FarthingTesting
import Testing

/// What is typed while a turn runs, on a real terminal.
@Suite(.serialized) struct TurnInputTests {
    @Test func `delivers Ctrl-C as an event and goes on`() throws {
        let terminal = try probe("turn")
        try terminal.wait(for: "turn begins\n")
        try terminal.press(.control("c"))
        try terminal.wait(for: "interrupt\n")
        try terminal.press(.control("c"))
        try terminal.wait(for: "interrupt\n")
        try terminal.send("done\r")
        try terminal.wait(for: "turn ends\n")
        try terminal.wait(for: "probe> ")
        try terminal.send("still here\r")
        try terminal.wait(for: "got still here\n")
    }

    @Test func `delivers a typed line as one message, with an echo`() throws {
        let terminal = try probe("turn")
        try terminal.wait(for: "turn begins\n")
        try terminal.send("stoq")
        try terminal.press(.backspace)
        try terminal.send("p that, Zoé\r")
        try terminal.wait(for: "› stop that, Zoé\n")
        try terminal.wait(for: "typed stop that, Zoé\n")
        try terminal.paste("a\nb")
        try terminal.press(.enter)
        try terminal.wait(for: "› a … (2 lines)\n")
        try terminal.wait(for: "typed a|b\n")
    }

    @Test func `keeps what was typed without Enter for the next prompt, across Ctrl-C`() throws {
        let terminal = try probe("turn")
        try terminal.wait(for: "turn begins\n")
        try terminal.send("done\rthe next ")
        try terminal.wait(forScreen: "probe> the next")
        try terminal.send("question\r")
        try terminal.wait(for: "got the next question\n")
    }

    @Test func `does not lose what is typed before Ctrl-C`() throws {
        let terminal = try probe("turn")
        try terminal.wait(for: "turn begins\n")
        try terminal.send("do")
        try terminal.press(.control("c"))
        try terminal.wait(for: "interrupt\n")
        try terminal.send("ne\r")
        try terminal.wait(for: "turn ends\n")
    }

    @Test func `does not answer a question with what was typed before it`() throws {
        let terminal = try probe("question")
        try terminal.wait(for: "turn begins\n")
        try terminal.send("go\ry\rrest")
        try terminal.wait(for: "sure? ")
        try terminal.send("no\r")
        try terminal.wait(for: "got no\n")
        try terminal.wait(for: "got y\n")
        try terminal.wait(forScreen: "probe> rest")
    }

    @Test func `echoes nothing that is typed before Enter`() throws {
        let terminal = try probe("turn")
        try terminal.wait(for: "turn begins\n")
        try terminal.send("hidden")
        try terminal.press(.control("u"))
        try terminal.send("done\r")
        try terminal.wait(for: "turn ends\n")
        #expect(!terminal.screen.textWithScrollback.contains("hidden"))
    }
}
