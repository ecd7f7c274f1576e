import Testing

@testable import Terminal

@Suite struct PaletteTests {
    @Test(arguments: [
        (true, ["TERM": "xterm"], true), (false, ["TERM": "xterm"], false), (true, ["TERM": "dumb"], false),
        (true, [:], false), (true, ["TERM": "xterm", "NO_COLOR": "1"], false),
        (true, ["TERM": "xterm", "NO_COLOR": ""], true),
    ]) func `uses colour only on a terminal that wants it`(
        isTerminal: Bool, environment: [String: String], isEnabled: Bool
    ) {
        #expect(Palette(isTerminal: isTerminal, environment: environment).isEnabled == isEnabled)
    }

    @Test func `leaves text alone without colour`() {
        #expect(Palette(isEnabled: false).apply(.red, .bold, to: "x") == "x")
        #expect(Palette(isEnabled: true).apply(.red, .bold, to: "x") == "\u{1B}[31m\u{1B}[1mx\u{1B}[0m")
        #expect(Palette(isEnabled: true).apply(.red, to: "") == "")
    }
}
