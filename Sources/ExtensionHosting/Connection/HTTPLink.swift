import AgentRuntime
import ExactJSON
import HTTPStreaming
import NIOConcurrencyHelpers

/// A link to a server elsewhere: MCP's streamable HTTP. Every message is a POST of its own; what is answered comes as one
/// JSON object or as an event stream, which is gone on with where it was cut; and what the server says unasked comes over
/// one more stream, where it offers one.
final class HTTPLink: MCPLink {
    /// What is posted to where, and how.
    struct Target: Sendable {
        /// The server's address.
        var url: String
        /// The bearer token; nil for none.
        var token: String?
        /// The longest that an answer may take.
        var timeout: Duration
    }

    /// How an exchange ended that did not bring what was asked for.
    struct Failure: Error {
        /// What it means beside the one request.
        enum Reach { case request, session, server }

        var reach: Reach
        var message: String
    }

    private struct State {
        var sessionID: String?
        var feed: AsyncStream<RPCMessage>.Continuation?
        var work: Task<Void, Never>?
        var lastProblem = ""
        var answering = 0
    }

    /// The most answers to questions of the server that are on their way at once; it waits in vain for more.
    private static let answerLimit = 64

    private let target: Target
    private let transport: any HTTPTransport
    private let clock: any RuntimeClock
    private let connection: MCPConnection
    private let state = NIOLockedValueBox(State())

    init(_ target: Target, transport: any HTTPTransport, clock: any RuntimeClock, connection: MCPConnection) {
        self.target = target
        self.transport = transport
        self.clock = clock
        self.connection = connection
        // As many requests as may wait, their cancellations, and our answers to the server's own.
        let (messages, feed) = AsyncStream.makeStream(of: RPCMessage.self, bufferingPolicy: .bufferingOldest(4096))
        // Unstructured because it lives as long as the link and not as whoever opened it; ended by `close`.
        let work = Task { [weak self] in
            await withDiscardingTaskGroup { group in
                for await message in messages {
                    guard let link = self else { return }
                    switch message {
                    case .notification(MCPSession.initialized, _):
                        // Nothing may overtake it.
                        await link.exchange(message)
                        group.addTask { await link.listen() }
                    case .request(_, MCPSession.listening, _): group.addTask { await link.keepOpen(message) }
                    case .answer: if link.mayAnswer() { group.addTask { await link.answer(message) } }
                    default: group.addTask { await link.exchange(message) }
                    }
                }
                group.cancelAll()
            }
        }
        state.withLockedValue { state in
            state.feed = feed
            state.work = work
        }
    }

    deinit { state.withLockedValue { $0.work }?.cancel() }

    var errorOutput: String { state.withLockedValue { $0.lastProblem } }
    var process: Int32? { nil }

    func send(_ message: RPCMessage) { state.withLockedValue { $0.feed }?.yield(message) }

    func close() async {
        let session = state.withLockedValue { state in
            defer { state.sessionID = nil }
            return state.sessionID
        }
        stop()
        connection.ended(HostingError(.ended, extension: connection.name, "it was stopped"))
        guard session != nil else { return }
        var call = self.call("DELETE", session: session)
        call.timeLimits.total = .seconds(2)
        do { _ = try await transport.send(call) } catch {
            // A server that does not hear of the end forgets the session by itself.
        }
    }

    func stop() {
        let (feed, work) = state.withLockedValue { ($0.feed, $0.work) }
        feed?.finish()
        work?.cancel()
    }

    private func call(_ method: String, session: String?, body: [UInt8] = [], after id: String? = nil) -> HTTPCall {
        var headers: HTTPHeaders = [
            "accept": method == "GET" ? "text/event-stream" : "application/json, text/event-stream"
        ]
        if !body.isEmpty { headers["content-type"] = "application/json" }
        if let session { headers["mcp-session-id"] = session }
        if let facts = connection.facts { headers["mcp-protocol-version"] = facts.revision }
        if let token = target.token { headers["authorization"] = "Bearer \(token)" }
        if let id { headers["last-event-id"] = id }
        let limits = HTTPTimeLimits(
            connect: .seconds(10), firstByte: target.timeout, betweenChunks: target.timeout, total: target.timeout)
        // A stream may go on for days; what is kept of it is bounded where it is read.
        return HTTPCall(
            method: method, url: target.url, headers: headers, body: body, timeLimits: limits, maxResponseBytes: .max)
    }

    /// Posts a message, and where it waits for an answer sees to it that it gets one, or is told why not.
    private func exchange(_ message: RPCMessage) async {
        do {
            var place = EventStreamPlace()
            try await post(message, &place)
            guard let id = message.awaitedID else { return }
            while connection.awaits(id) {
                guard place.lastID != nil else {
                    throw Failure(reach: .request, message: "it ended its answer before it was there")
                }
                guard let pause = place.next() else {
                    throw Failure(reach: .request, message: "it ended its answer again and again before it was there")
                }
                try await clock.sleep(for: pause)
                guard connection.awaits(id) else { return }
                guard try await follow(&place, within: target.timeout) else {
                    throw Failure(
                        reach: .request, message: "it ended its answer before it was there, and cannot go on with it")
                }
            }
        } catch {
            fail(message, error)
        }
    }

    private func mayAnswer() -> Bool {
        state.withLockedValue { state in
            guard state.answering < Self.answerLimit else { return false }
            state.answering += 1
            return true
        }
    }

    private func answer(_ message: RPCMessage) async {
        await exchange(message)
        state.withLockedValue { $0.answering -= 1 }
    }

    private func post(_ message: RPCMessage, _ place: inout EventStreamPlace) async throws {
        let session = state.withLockedValue { $0.sessionID }
        var call = call("POST", session: session, body: Array(message.json.utf8))
        for (name, value) in RequestEnvelope.headers(of: message) { call.headers[name] = value }
        if case .request(_, MCPSession.listening, _) = message { call.timeLimits = Self.endless }
        var reached = place
        defer { place = reached }
        try await transport.withResponse(to: call) { head, body in
            if let given = head.headers["mcp-session-id"], given.utf8.count <= 4096 {
                state.withLockedValue { $0.sessionID = given }
            }
            guard (200..<300).contains(head.status) else {
                if head.status == 404, session != nil {
                    throw Failure(reach: .session, message: "it has forgotten the session")
                }
                let bytes = try await body.message()
                // Errors of the protocol come with a status too.
                if let id = message.awaitedID, head.isJSON {
                    connection.receive(bytes[...])
                    if !connection.awaits(id) { return }
                }
                let text = String(decoding: bytes.prefix(300), as: UTF8.self)
                throw Failure(reach: .request, message: "it answered with status \(head.status): \(text)")
            }
            try await take(head, body, &reached)
        }
    }

    /// Asks for what came behind the place on a stream, and takes it in.
    ///
    /// - Returns: whether the server offers that.
    private func follow(_ place: inout EventStreamPlace, within limit: Duration?) async throws -> Bool {
        let session = state.withLockedValue { $0.sessionID }
        var call = call("GET", session: session, after: place.lastID)
        if limit == nil { call.timeLimits = Self.endless }
        var reached = place
        defer { place = reached }
        return try await transport.withResponse(to: call) { head, body in
            if head.status == 404, session != nil {
                throw Failure(reach: .session, message: "it has forgotten the session")
            }
            guard head.status == 200, head.isEventStream else { return false }
            try await take(head, body, &reached)
            return true
        }
    }

    /// Takes in what a response says.
    private func take(
        _ head: HTTPResponseHead, _ body: HTTPResponseBody, _ place: inout EventStreamPlace
    ) async throws {
        guard head.isEventStream else {
            let bytes = try await body.message()
            if head.isJSON, !bytes.isEmpty { connection.receive(bytes[...]) }
            return
        }
        var parser = ServerSentEventParser(lineLimit: StdioLink.messageLimit, eventLimit: StdioLink.messageLimit)
        var reached = place
        defer { place = reached }
        do {
            for try await chunk in body {
                try parser.feed(chunk) { event in
                    reached.met(event)
                    if event.type == "message" { connection.receive(event.data) }
                }
                reached.wants(parser.retry)
            }
        } catch let error as HTTPTransportError where error.code == .truncated || error.code == .connectionLost {
            // Cut like this or ended: either way it is gone on with behind what came.
        }
    }

    /// Months: a stream on which nothing is said is as it should be.
    private static let endless = HTTPTimeLimits(
        connect: .seconds(10), firstByte: .seconds(2_592_000), betweenChunks: .seconds(2_592_000),
        total: .seconds(2_592_000))

    /// Hears what the server says unasked, for as long as it offers that; most do not.
    private func listen() async {
        var place = EventStreamPlace()
        do {
            while connection.end == nil, try await follow(&place, within: nil), let pause = place.next(of: .max) {
                try await clock.sleep(for: pause)
            }
        } catch {
            // Only news of changed lists are missed: nothing that goes wrong here ends anything.
        }
    }

    /// Makes a request whose answer is news, again whenever it was cut.
    private func keepOpen(_ message: RPCMessage) async {
        guard let id = message.awaitedID else { return }
        var place = EventStreamPlace()
        do {
            while connection.awaits(id), let pause = place.next(of: .max) {
                try await post(message, &place)
                try await clock.sleep(for: pause)
            }
        } catch {
            // As above.
        }
    }

    /// Tells who waits for an answer that there will be none, and ends the connection where there is no more to come.
    private func fail(_ message: RPCMessage, _ error: any Error) {
        let failure: Failure
        switch error {
        case let known as Failure: failure = known
        case is CancellationError: return
        case is ServerSentEventError: failure = .tooLong
        case let error as HTTPTransportError:
            switch error.code {
            case .cancelled: return
            case .firstByteTimeout, .idleTimeout, .totalTimeout:
                failure = Failure(reach: .request, message: "it did not answer within \(target.timeout)")
            case .invalidRequest: failure = Failure(reach: .request, message: error.message)
            default: failure = Failure(reach: .server, message: error.message)
            }
        default: failure = Failure(reach: .server, message: "\(error)")
        }
        state.withLockedValue { $0.lastProblem = failure.message }
        connection.failed(message.awaitedID, failure)
    }
}
