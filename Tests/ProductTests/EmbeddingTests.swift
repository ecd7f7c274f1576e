import FarthingTesting
import Testing

@Suite(.serialized) struct EmbeddingTests {
    @Test func `a program of ten lines has every command, and its extension takes part`() throws {
        let product = try Product(ScriptedProvider())
        let program = try Product.path(of: "Assistant")
        func run(_ arguments: String...) throws -> ProductProcess.End {
            try ProductProcess(
                program, arguments: arguments, environment: product.environment, folder: product.folder
            ).finish()
        }
        let answer = try run("run", "Count to four")
        #expect(answer.output == "One two three four.\n")
        #expect(answer.exitCode == 0)
        #expect(product.provider.server.requests.last?.text.contains("Be polite.") == true)
        #expect(try run("costs", "--json").exitCode == 0)
        #expect(try run("nonsense", "--wrong").exitCode == 2)
    }

    @Test func `the prompt of such a program is the product's own`() throws {
        let product = try Product(ScriptedProvider())
        let terminal = try PseudoTerminal(
            try Product.path(of: "Assistant"), arguments: ["chat", "--config", "\(product.folder)/farthing.yaml"],
            environment: product.environment, columns: 120, rows: 40)
        try terminal.wait(for: "› ")
        try terminal.send("Count to four\r")
        try terminal.wait(for: "One two three four.")
        try terminal.wait(for: "› ")
        try terminal.send("/quit\r")
        #expect(try terminal.waitForExit() == .exited(0))
    }
}
