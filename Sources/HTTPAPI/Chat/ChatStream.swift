import AgentRuntime
import HTTPTypes
import LanguageModels
import NIOConcurrencyHelpers

/// One streamed chat completion on its way to the client, choice after choice.
///
/// Nothing is sent before the first piece of an answer, so that an error up to there keeps its status.
final class ChatStream: Sendable {
    private struct State {
        var route: Route?
        var providerID: String?
        var servedModel: String?
        var text: ChatCompletionText?
        var choice = 0
        var hasOpened = false
    }

    private let sink: ResponseSink
    private let metrics: Metrics
    private let fallbackID: String
    private let created: Int64
    private let conversation: ConversationID?
    private let state = NIOLockedValueBox(State())

    init(sink: ResponseSink, metrics: Metrics, id: String, created: Int64, conversation: ConversationID?) {
        self.sink = sink
        self.metrics = metrics
        fallbackID = id
        self.created = created
        self.conversation = conversation
    }

    func note(_ event: DirectEvent) async throws {
        switch event {
        case .routed(let route): state.withLockedValue { if $0.route == nil { $0.route = route } }
        case .run(.fallingBack(_, let model)): state.withLockedValue { $0.route?.model = model }
        case .run: metrics.note(event)
        case .model(let event): try await note(event)
        }
    }

    private func note(_ event: ModelEvent) async throws {
        switch event {
        case .started(let id, let model):
            state.withLockedValue { state in
                state.providerID = id ?? state.providerID
                state.servedModel = model ?? state.servedModel
            }
        case .usage: break
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
    func finish(_ reports: [UsageReport], cost: CallCost, includesUsage: Bool) async throws {
        var last: [UInt8] = []
        if includesUsage { last = state.withLockedValue { $0.text?.usage(reports, cost: cost) } ?? [] }
        try await sink.write(last + Array("data: [DONE]\n\n".utf8))
        var trailers = HTTPFields()
        cost.write(to: &trailers)
        try await sink.finish(trailers: trailers)
    }

    private func send(_ piece: (ChatCompletionText, Int) -> [UInt8]) async throws {
        let (head, bytes) = state.withLockedValue { state -> (HTTPFields?, [UInt8]) in
            var head: HTTPFields?
            let text: ChatCompletionText
            if let begun = state.text {
                text = begun
            } else {
                head = EventStream.headers
                state.route?.write(to: &head, conversation: conversation)
                text = ChatCompletionText(
                    id: state.providerID ?? fallbackID, created: created,
                    model: state.servedModel ?? state.route?.model.name ?? "")
                state.text = text
            }
            let opening = state.hasOpened ? [] : text.opening(choice: state.choice)
            state.hasOpened = true
            return (head, opening + piece(text, state.choice))
        }
        if let head { try await sink.begin(headers: head) }
        try await sink.write(bytes)
    }
}

extension Route {
    fileprivate func write(to fields: inout HTTPFields?, conversation: ConversationID?) {
        guard var all = fields else { return }
        write(to: &all, answeredBy: nil)
        if let conversation { all[.farthingConversation] = conversation.text }
        fields = all
    }
}
