import ExactJSON
import HTTPStreaming
import NIOConcurrencyHelpers

/// A link to a server elsewhere: MCP's streamable HTTP. Every message is a POST of its own; what is answered comes as one
/// JSON object or as an event stream, and what the server says unasked comes over one more stream, where it offers one.
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

    private struct State {
        var sessionID: String?
        var feed: AsyncStream<[UInt8]>.Continuation?
        var work: Task<Void, Never>?
        var lastProblem = ""
    }

    private let target: Target
    private let transport: any HTTPTransport
    private let connection: MCPConnection
    private let state = NIOLockedValueBox(State())

    init(_ target: Target, transport: any HTTPTransport, connection: MCPConnection) {
        self.target = target
        self.transport = transport
        self.connection = connection
        let (messages, feed) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingNewest(1024))
        // Unstructured because it lives as long as the link and not as whoever opened it; ended by `close`.
        let work = Task { [weak self] in
            await withDiscardingTaskGroup { group in
                for await message in messages {
                    guard let link = self else { return }
                    if link.isNotification(message) {
                        // In order: nothing may overtake `notifications/initialized`.
                        await link.post(message)
                        if link.connection.facts != nil, link.state.withLockedValue({ $0.sessionID }) != nil {
                            group.addTask { await link.listenOnce() }
                        }
                    } else {
                        group.addTask { await link.post(message) }
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

    func send(_ bytes: [UInt8]) { state.withLockedValue { $0.feed }?.yield(bytes) }

    func close() async {
        let (feed, work, session) = state.withLockedValue { state in
            defer { state.sessionID = nil }
            return (state.feed, state.work, state.sessionID)
        }
        feed?.finish()
        work?.cancel()
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

    /// Whether a message of ours waits for no answer.
    private func isNotification(_ message: [UInt8]) -> Bool {
        // Our own writing: a request has its id before its method.
        !message.starts(with: #"{"jsonrpc":"2.0","id":"#.utf8)
    }

    private func call(_ method: String, session: String?, body: [UInt8] = []) -> HTTPCall {
        var headers: HTTPHeaders = ["accept": "application/json, text/event-stream"]
        if !body.isEmpty { headers["content-type"] = "application/json" }
        if let session { headers["mcp-session-id"] = session }
        if let facts = connection.facts { headers["mcp-protocol-version"] = facts.revision }
        if let token = target.token { headers["authorization"] = "Bearer \(token)" }
        let limits = HTTPTimeLimits(
            connect: .seconds(10), firstByte: target.timeout, betweenChunks: target.timeout, total: target.timeout)
        return HTTPCall(
            method: method, url: target.url, headers: headers, body: body, timeLimits: limits,
            maxResponseBytes: StdioLink.messageLimit)
    }

    private func post(_ message: [UInt8]) async {
        let session = state.withLockedValue { $0.sessionID }
        do {
            try await transport.withResponse(to: call("POST", session: session, body: message)) { head, body in
                if let given = head.headers["mcp-session-id"] { state.withLockedValue { $0.sessionID = given } }
                guard (200..<300).contains(head.status) else {
                    let text = String(decoding: try await body.collect().prefix(300), as: UTF8.self)
                    throw Refusal(status: head.status, text: text)
                }
                try await take(head, body)
            }
        } catch let refusal as Refusal {
            fail(
                refusal.status == 404 && session != nil
                    ? "it has forgotten the session" : "it answered with status \(refusal.status): \(refusal.text)")
        } catch is CancellationError {
            return
        } catch {
            fail("\(error)")
        }
    }

    private struct Refusal: Error {
        var status: Int
        var text: String
    }

    /// Takes in what a response says.
    private func take(_ head: HTTPResponseHead, _ body: HTTPResponseBody) async throws {
        let type = head.headers["content-type"]?.lowercased() ?? ""
        guard type.hasPrefix("text/event-stream") else {
            let bytes = try await body.collect()
            if type.hasPrefix("application/json"), !bytes.isEmpty { connection.receive(bytes[...]) }
            return
        }
        var parser = ServerSentEventParser(lineLimit: StdioLink.messageLimit, eventLimit: StdioLink.messageLimit)
        for try await chunk in body {
            try parser.feed(chunk) { event in if event.type == "message" { connection.receive(event.data) } }
        }
    }

    private let hasListened = NIOLockedValueBox(false)

    /// Hears what the server says unasked, for as long as it keeps the stream open; most have none.
    private func listenOnce() async {
        guard
            hasListened.withLockedValue({ hasListened in
                defer { hasListened = true }
                return !hasListened
            })
        else { return }
        var call = self.call("GET", session: state.withLockedValue { $0.sessionID })
        call.headers["accept"] = "text/event-stream"
        call.timeLimits = HTTPTimeLimits(
            connect: .seconds(10), firstByte: .seconds(86_400), betweenChunks: .seconds(86_400),
            total: .seconds(2_592_000))
        do {
            try await transport.withResponse(to: call) { head, body in
                if head.status == 200 { try await take(head, body) }
            }
        } catch {
            // Without it only news of changed lists are missed.
        }
    }

    private func fail(_ message: String) {
        state.withLockedValue { $0.lastProblem = message }
        connection.ended(HostingError(.ended, extension: connection.name, message))
    }
}
