public import LanguageModels
import Money
import NIOConcurrencyHelpers

/// A model that answers from a script and remembers what it was asked.
///
/// Each request takes the next reply; a request after the last one fails with a `ModelError` whose `cause` is
/// ``ScriptExhausted``. It may be called from many tasks at once; replies are handed out in the order of the calls.
public final class ScriptedModel: Model {
    private struct State {
        var script: [ScriptedReply]
        var position = 0
        var requests: [ModelRequest] = []
        var finished = 0
    }

    /// The profile it was made with.
    public let profile: ModelProfile
    private let answer: (@Sendable (ModelRequest, Int) async throws -> ScriptedReply)?
    private let state: NIOLockedValueBox<State>

    /// Makes a model that gives these replies in order.
    public init(_ script: [ScriptedReply], profile: ModelProfile = ScriptedModel.usualProfile) {
        self.profile = profile
        answer = nil
        state = NIOLockedValueBox(State(script: script))
    }

    /// Makes a model that works out each reply from the request and the number of requests before it.
    ///
    /// A `ModelError` or `CancellationError` thrown by the closure is the answer.
    public init(
        profile: ModelProfile = ScriptedModel.usualProfile,
        answering answer: @escaping @Sendable (ModelRequest, Int) async throws -> ScriptedReply
    ) {
        self.profile = profile
        self.answer = answer
        state = NIOLockedValueBox(State(script: []))
    }

    /// `scripted/model`, 128,000 tokens of context, tools.
    public static let usualProfile = ModelProfile(
        id: ModelID(provider: "scripted", name: "model"), contextWindow: 128_000, maxOutputTokens: 16_384)

    /// The requests so far, in order, failed ones included.
    public var requests: [ModelRequest] { state.withLockedValue(\.requests) }

    /// How many requests came to a complete response.
    public var finished: Int { state.withLockedValue(\.finished) }

    /// How many replies of the script are left.
    public var remaining: Int { state.withLockedValue { $0.script.count - $0.position } }

    /// Adds replies at the end of the script.
    public func append(_ replies: ScriptedReply...) {
        state.withLockedValue { $0.script += replies }
    }

    /// Answers with the next reply.
    ///
    /// - Throws: the reply's `ModelError`; one with the cause ``ScriptExhausted`` after the last reply;
    ///   `CancellationError`; what `onEvent` throws.
    public func respond(
        to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        let (reply, number) = try await next(for: request)
        try Task.checkCancellation()
        let id = reply.id ?? "scripted-\(number)"
        let served = reply.servedModel ?? profile.id.name
        var sum = EventSum()
        var hasStarted = false
        func report(_ event: ModelEvent) async throws {
            if !hasStarted {
                hasStarted = true
                try await report(.started(id: id, servedModel: served))
            }
            sum.add(event)
            try await onEvent(event)
            try Task.checkCancellation()
        }
        for step in reply.steps {
            switch step {
            case .event(let event): try await report(event)
            case .gate(let gate): try await gate.wait()
            case .failure(let error): throw error
            }
        }
        if reply.usage.source != .missing { try await report(.usage(reply.usage)) }
        state.withLockedValue { $0.finished += 1 }
        let message = Message(role: .assistant, content: sum.content)
        return ModelResponse(
            id: id, message: message,
            finishReason: reply.finishReason ?? (message.toolCalls.isEmpty ? .stop : .toolCalls),
            usage: sum.usage ?? .missing, servedModel: served, limits: reply.limits)
    }

    private func next(for request: ModelRequest) async throws -> (ScriptedReply, Int) {
        let (scripted, number) = state.withLockedValue { state -> (ScriptedReply?, Int) in
            state.requests.append(request)
            guard answer == nil, state.script.indices.contains(state.position) else {
                return (nil, state.requests.count)
            }
            state.position += 1
            return (state.script[state.position - 1], state.requests.count)
        }
        if let scripted { return (scripted, number) }
        if let answer { return (try await answer(request, number - 1), number) }
        let exhausted = ScriptExhausted(
            replies: state.withLockedValue(\.script.count), request: number,
            lastMessage: String((request.messages.last?.text ?? "").prefix(200)))
        throw ModelError(.unsupported, exhausted.description, model: profile.id, cause: exhausted)
    }
}

/// A request for which a script has no reply left.
public struct ScriptExhausted: Error, Sendable, Hashable, CustomStringConvertible {
    /// How many replies the script had.
    public let replies: Int
    /// Which request this was, from 1.
    public let request: Int
    /// The beginning of the last message's text.
    public let lastMessage: String

    /// What happened and what to do.
    public var description: String {
        "the script has \(replies) replies and this is request \(request), ending in “\(lastMessage)”: "
            + "add a reply, or look for the call that should not be made"
    }
}
