import AgentRuntime
import Composition
import NIOConcurrencyHelpers
import Terminal

/// Shows at the prompt what was answered meanwhile of the messages that had been put off.
final class ReplQueueDesk: QueueDesk {
    private let runtime: Runtime
    private let reader: LineReader
    /// The conversation at the prompt: it has its history in hand, so its messages are answered in it.
    private let current: NIOLockedValueBox<Conversation>

    init(runtime: Runtime, reader: LineReader, current: Conversation) {
        self.runtime = runtime
        self.reader = reader
        self.current = NIOLockedValueBox(current)
    }

    func turn(to conversation: Conversation) { current.withLockedValue { $0 = conversation } }

    func conversation(for message: QueuedMessage) async throws -> Conversation? {
        let current = current.withLockedValue { $0 }
        if current.id == message.conversation { return current }
        return try await runtime.resumeConversation(message.conversation)
    }

    func watcher(of message: QueuedMessage) async -> RunEventSink { { _ in } }

    func finished(_ message: QueuedMessage, _ outcome: Result<TurnResult, any Error>) async {
        let isHere = current.withLockedValue { $0.id == message.conversation }
        let place = isHere ? "" : " (conversation \(message.conversation))"
        switch outcome {
        case .success(let result):
            reader.notice("There is money again. You had asked\(place): \(TurnView.excerpt(message.text))")
            for line in result.text.split(separator: "\n", omittingEmptySubsequences: false) {
                reader.notice(TextSanitizer.sanitized(String(line)))
            }
            reader.notice(CostSum(result.attempts).text)
        case .failure(let error):
            reader.notice(
                "Given up: \(TurnView.excerpt(message.text))\(place): \(ErrorReport(error).message)")
        }
    }
}
