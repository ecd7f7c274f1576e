import LanguageModels
import NIOConcurrencyHelpers

/// The messages an agent remembers, in order. Durable storage is the ledger's; this is the working copy.
final class History: Sendable {
    private let entriesBox: NIOLockedValueBox<[HistoryEntry]>

    init(_ entries: some Sequence<HistoryEntry> = []) { entriesBox = NIOLockedValueBox(Array(entries)) }

    var entries: [HistoryEntry] { entriesBox.withLockedValue { $0 } }

    func append(_ entry: HistoryEntry) { entriesBox.withLockedValue { $0.append(entry) } }

    func remove(turn: TurnID) { entriesBox.withLockedValue { $0.removeAll { $0.turn == turn } } }
}

extension [HistoryEntry] {
    /// The messages as a provider accepts them: every tool call is followed by its result. A call that a cut-off turn
    /// left open gets a result that says so.
    var messages: [Message] {
        var messages: [Message] = []
        messages.reserveCapacity(count + 2)
        var open: [ToolCall] = []
        func close() {
            guard !open.isEmpty else { return }
            let results = open.map { call in
                ContentPart.toolResult(
                    ToolResult(
                        callID: call.id, name: call.name,
                        text: "The turn was interrupted before this tool answered. It may have had effects.",
                        isError: true))
            }
            if messages.last?.role == .tool {
                messages[messages.count - 1].content += results
            } else {
                messages.append(Message(role: .tool, content: results))
            }
            open = []
        }
        for entry in self {
            if entry.message.role == .tool {
                let answered = Set(entry.message.toolResults.map(\.callID))
                open.removeAll { answered.contains($0.id) }
                if messages.last?.role == .tool {
                    messages[messages.count - 1].content += entry.message.content
                } else {
                    messages.append(entry.message)
                }
                continue
            }
            close()
            messages.append(entry.message)
            open = entry.message.toolCalls
        }
        close()
        return messages
    }
}
