import AgentRuntime

/// Answers messages that had been put off, in the server's own conversations: whoever asks for the conversation finds
/// the answer, and whoever listens to its events hears it.
struct ServerQueueDesk: QueueDesk {
    let api: API

    func conversation(for message: QueuedMessage) async throws -> Conversation? {
        if let live = api.live[message.conversation] { return live.conversation }
        return api.live.add(try await api.runtime.resumeConversation(message.conversation))
    }

    func watcher(of message: QueuedMessage) async -> RunEventSink {
        let feed = TurnFeed()
        let events = TurnEvents(feed: feed, metrics: api.metrics, conversation: message.conversation)
        api.live.begin(message.conversation, feed, events)
        return { event in events.note(event) }
    }

    func finished(_ message: QueuedMessage, _ outcome: Result<TurnResult, any Error>) async {
        guard let live = api.live[message.conversation] else { return }
        switch outcome {
        case .success(let result): live.queued?.finished(result)
        case .failure(let error): live.queued?.failed(APIError(error))
        }
        live.feed?.end()
    }
}
