import AgentRuntime
package import ArgumentParser
import LanguageModels
import Money
import Terminal

/// `farthing conversations show ID`: its messages and what they cost.
package struct ConversationsShowCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The messages of a conversation and what they cost.")

    @Argument(help: "The conversation.")
    var id: String

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func run() async throws {
        try await options.withLedger { ledger, output in
            let conversation = ConversationID(id)
            guard let stored = try await ledger.conversation(conversation) else { throw AgentError.unknown(id) }
            var ends: [TurnID: TurnEnd] = [:]
            for turn in stored.turns { ends[turn.record.id] = turn.end }
            for message in stored.messages {
                let role = output.palette.apply(.bold, to: message.message.role.rawValue)
                let cut = message.origin == .partial ? " (cut off)" : ""
                try output.writeLine("\(role)\(cut)")
                for part in message.message.content { try output.writeLine(Self.text(of: part)) }
            }
            for turn in stored.turns where turn.end?.outcome == .interrupted || turn.end == nil {
                try output.writeLine("(turn \(turn.record.id) was interrupted)")
            }
            let spend = try await ledger.spend(SpendFilter(conversation: conversation))
            try output.writeLine(
                output.palette.apply(
                    .dim,
                    to: "\(spend.attempts) calls · \(spend.usage.promptTokens.grouped) in, "
                        + "\(spend.usage.completionTokens.grouped) out · \(spend.cost.formatted)"))
        }
    }

    private static func text(of part: ContentPart) -> String {
        switch part {
        case .text(let text): TextSanitizer.sanitized(text)
        case .reasoning(let reasoning): "(thought) \(TextSanitizer.sanitized(reasoning.text))"
        case .image(.url(let url)): "[image \(TextSanitizer.sanitized(url))]"
        case .image(.base64(let data, let type)): "[image \(type), \(data.utf8.count * 3 / 4) bytes]"
        case .toolCall(let call): "▸ \(call.name) \(TextSanitizer.sanitized(call.arguments))"
        case .toolResult(let result): "\(result.isError ? "✗" : "✓") \(TextSanitizer.sanitized(result.text))"
        }
    }
}

extension AgentError {
    /// The error for a conversation that is not there.
    static func unknown(_ id: String) -> AgentError {
        AgentError(.noSuchConversation, "There is no conversation \(id). `farthing conversations list` shows them.")
    }
}
