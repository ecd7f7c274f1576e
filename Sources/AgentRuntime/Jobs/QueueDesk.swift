/// Who hands over the answers to messages that had been put off.
public protocol QueueDesk: Sendable {
    /// The conversation of a message, ready for a turn; nil when it is not now.
    func conversation(for message: QueuedMessage) async throws -> Conversation?
    /// Whoever watches the turn that answers a message.
    func watcher(of message: QueuedMessage) async -> RunEventSink
    /// A message was answered, or is given up.
    func finished(_ message: QueuedMessage, _ outcome: Result<TurnResult, any Error>) async
}
