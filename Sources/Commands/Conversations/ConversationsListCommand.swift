import AgentRuntime
package import ArgumentParser
import ExactJSON
import Terminal

/// `farthing conversations list`: the latest ones.
package struct ConversationsListCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(commandName: "list", abstract: "The latest conversations.")

    @Option(help: "How many at most.")
    var limit = 20

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 100000.") }
    }

    package func run() async throws {
        try await options.withLedger(json: json) { ledger, output in
            let summaries = try await ledger.conversations(limit: limit)
            if json {
                for summary in summaries { try output.writeLine(summary.json.text) }
            } else if summaries.isEmpty {
                try output.writeLine("There is no stored conversation yet.")
            } else {
                try output.write(ConversationTable.rendered(summaries, output: output, now: SystemClock().now))
            }
        }
    }
}
