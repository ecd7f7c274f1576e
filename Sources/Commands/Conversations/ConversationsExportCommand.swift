import AgentRuntime
package import ArgumentParser
import Terminal

/// `farthing conversations export ID`: everything that happened, as JSON lines.
package struct ConversationsExportCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a conversation as JSON lines, to standard output or a file.")

    @Argument(help: "The conversation.")
    var id: String

    @Option(name: .shortAndLong, help: "The file to write.")
    var output: String?

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func run() async throws {
        try await options.withLedger { ledger, screen in
            let facts = try await ledger.facts(of: ConversationID(id))
            guard !facts.isEmpty else { throw AgentError.unknown(id) }
            if let output {
                try ConversationFile.write(facts, to: output)
            } else {
                try screen.write(String(decoding: try ConversationFile.lines(of: facts), as: UTF8.self))
            }
        }
    }
}
