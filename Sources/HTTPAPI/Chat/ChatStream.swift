import AgentRuntime
import HTTPTypes
import LanguageModels
import NIOConcurrencyHelpers

/// One streamed chat completion on its way to the client, choice after choice.
///
/// Nothing is sent before the first piece of an answer, so that an error up to there keeps its status.
final class ChatStream: Sendable {
    private struct State {
        var origin = StreamOrigin()
        var text: ChatCompletionText?
        var choice = 0
        var hasOpened = false
    }

    private let sink: ResponseSink
    private let metrics: Metrics
    private let fallbackID: String
    private let created: Int64
    private let head: HTTPFields
    private let state = NIOLockedValueBox(State())

    init(sink: ResponseSink, metrics: Metrics, id: String, created: Int64, head: HTTPFields) {
        self.sink = sink
        self.metrics = metrics
        fallbackID = id
        self.created = created
        self.head = head
    }

    func note(_ event: DirectEvent) async throws {
        metrics.note(event)
        state.withLockedValue { $0.origin.note(event) }
        if case .model(let event) = event { try await write(event) }
    }

    private func write(_ event: ModelEvent) async throws {
        switch event {
        case .started, .usage: break
        case .textDelta(let piece): try await send { $0.delta(piece, choice: $1) }
        case .reasoningDelta(let piece): try await send { $0.reasoning(piece, choice: $1) }
        case .toolCallStarted(let index, let id, let name):
            try await send { $0.toolCall(index, id: id, name: name, choice: $1) }
        case .toolCallArguments(let index, let delta): try await send { $0.arguments(index, delta, choice: $1) }
        }
    }

    /// Ends a choice.
    func end(_ reason: FinishReason) async throws {
        try await send { $0.ending(reason, choice: $1) }
        state.withLockedValue { state in
            state.choice += 1
            state.hasOpened = false
        }
    }

    /// Ends the stream.
    ///
    /// - Parameter trailers: header fields that are known only now.
    func finish(
        _ reports: [UsageReport], cost: CallCost, includesUsage: Bool, trailers: HTTPFields
    ) async throws {
        var last: [UInt8] = []
        if includesUsage { last = state.withLockedValue { $0.text?.usage(reports, cost: cost) } ?? [] }
        try await sink.write(last + Array("data: [DONE]\n\n".utf8))
        try await sink.finish(trailers: trailers)
    }

    private func send(_ piece: (ChatCompletionText, Int) -> [UInt8]) async throws {
        let (head, bytes) = state.withLockedValue { state -> (HTTPFields?, [UInt8]) in
            var head: HTTPFields?
            let text: ChatCompletionText
            if let begun = state.text {
                text = begun
            } else {
                head = state.origin.completed(self.head)
                text = ChatCompletionText(
                    id: state.origin.id(or: fallbackID), created: created, model: state.origin.model)
                state.text = text
            }
            let opening = state.hasOpened ? [] : text.opening(choice: state.choice)
            state.hasOpened = true
            return (head, opening + piece(text, state.choice))
        }
        try await sink.write(bytes, beginningWith: head)
    }
}
