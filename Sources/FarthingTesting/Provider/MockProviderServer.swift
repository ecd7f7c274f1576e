import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers

/// A model provider on this machine: OpenAI's chat completions and embeddings and Anthropic's messages over real
/// sockets, with scripted replies, scripted faults, and a bill of its own.
///
/// Requests are held to the rules that the real APIs enforce (every tool call answered, roles in alternation,
/// `max_tokens` set, …) and refused with a 400 where they break them.
///
/// ```swift
/// let server = try MockProviderServer([.text("Hello there.")])
/// // point OPENAI_BASE_URL at server.openAIBaseURL, or ANTHROPIC_BASE_URL at server.url
/// #expect(server.bill.usage == Usage(input: 31, output: 2))
/// ```
public final class MockProviderServer: Sendable {
    private struct State {
        var script: [MockReply]
        var position = 0
        var requests: [MockRequest] = []
        var bill = MockBill()
        var toolCalls = 0
    }

    private let state: NIOLockedValueBox<State>
    private let server: LoopbackServer

    /// Starts a server that gives these replies in order, then the last resort.
    ///
    /// - Parameters:
    ///   - script: the replies.
    ///   - otherwise: for requests after the last scripted one.
    ///   - keys: the keys that are taken; empty takes any, also none.
    /// - Throws: `LoopbackServerError` when there is no socket or thread to be had.
    public convenience init(
        _ script: [MockReply] = [], otherwise: MockReply = .text("The script of the mock provider has ended."),
        keys: Set<String> = []
    ) throws {
        try self.init(script: script, keys: keys) { _ in otherwise }
    }

    /// Starts a server that works out each reply from its request.
    ///
    /// - Throws: `LoopbackServerError` when there is no socket or thread to be had.
    public convenience init(
        keys: Set<String> = [], answering answer: @escaping @Sendable (MockRequest) -> MockReply
    ) throws {
        try self.init(script: [], keys: keys, answer: answer)
    }

    private init(
        script: [MockReply], keys: Set<String>, answer: @escaping @Sendable (MockRequest) -> MockReply
    ) throws {
        let state = NIOLockedValueBox(State(script: script))
        self.state = state
        server = try LoopbackServer { request in
            MockProviderServer.steps(for: request, state, keys, answer)
        }
    }

    /// The address without a path: what `ANTHROPIC_BASE_URL` takes.
    public var url: String { server.url }
    /// The address with the version: what `OPENAI_BASE_URL` takes.
    public var openAIBaseURL: String { server.url + "/v1" }
    /// What was charged so far.
    public var bill: MockBill { state.withLockedValue(\.bill) }
    /// The requests so far, in order; at most 10,000 are kept.
    public var requests: [MockRequest] { state.withLockedValue(\.requests) }
    /// Connections, bytes, and replies that the client abandoned by closing its connection.
    public var counts: LoopbackCounts { server.counts }

    /// Adds replies at the end of the script.
    public func append(_ replies: MockReply...) { state.withLockedValue { $0.script += replies } }

    /// Closes the port and every connection.
    public func stop() { server.stop() }

    /// Waits until the counts are as wanted, e.g. until a reply was abandoned.
    ///
    /// - Throws: `LoopbackServerError` when they are not so in time, or the task is cancelled.
    public func wait(
        within limit: Duration = .seconds(10), until isReached: @escaping @Sendable (LoopbackCounts) -> Bool
    ) async throws {
        try await server.wait(within: limit, until: isReached)
    }

    private static func steps(
        for recorded: RecordedRequest, _ state: NIOLockedValueBox<State>, _ keys: Set<String>,
        _ answer: @Sendable (MockRequest) -> MockReply
    ) -> [LoopbackStep] {
        guard let request = MockRequest(recorded) else {
            return [
                .json(
                    MockOpenAIDialect().error("no such address: \(recorded.path)", type: nil, status: 404), status: 404)
            ]
        }
        let dialect: any MockDialect =
            request.endpoint == .messages ? MockAnthropicDialect() : MockOpenAIDialect()
        func refuse(_ status: Int, _ message: String) -> [LoopbackStep] {
            state.withLockedValue { $0.bill.refused += 1 }
            return [.json(dialect.error(message, type: nil, status: status), status: status)]
        }
        state.withLockedValue { state in
            if state.requests.count < 10_000 { state.requests.append(request) }
        }
        if !keys.isEmpty, !(request.key.map(keys.contains) ?? false) { return refuse(401, "invalid api key") }
        if let fault = MockRequestCheck.fault(in: request) { return refuse(400, fault) }
        if request.endpoint == .models { return [.json(#"{"object":"list","data":[{"id":"mock","object":"model"}]}"#)] }
        let next = state.withLockedValue { state -> MockReply? in
            guard state.script.indices.contains(state.position) else { return nil }
            state.position += 1
            return state.script[state.position - 1]
        }
        let reply = next ?? answer(request)
        return state.withLockedValue { state in
            var player = MockPlayer(request: request, reply: reply, dialect: dialect, toolCalls: state.toolCalls)
            let steps = player.steps()
            state.toolCalls = player.toolCalls
            if let charge = player.charge { state.bill.charges.append(charge) } else { state.bill.refused += 1 }
            return steps
        }
    }
}
