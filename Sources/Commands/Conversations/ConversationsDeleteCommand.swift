import AgentRuntime
package import ArgumentParser

/// `farthing conversations delete ID`: forgets what was said; what it cost stays in the books.
package struct ConversationsDeleteCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget a conversation's messages. What it cost stays in the books.")

    @Argument(help: "The conversation.")
    var id: String

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func run() async throws {
        try await options.withLedger { ledger, _ in
            let conversation = ConversationID(id)
            guard try await ledger.conversation(conversation) != nil else { throw AgentError.unknown(id) }
            try await ledger.delete(conversation)
        }
    }
}
