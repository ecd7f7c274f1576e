import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import NIOConcurrencyHelpers

@testable import HTTPAPI

/// A server over a test runtime on a real loopback socket, and a client for it.
struct ServedRuntime: Sendable {
    let runtime: TestRuntime
    let port: Int
    let log: LogLines
    private let transport = CurlTransport()

    var url: String { "http://127.0.0.1:\(port)" }

    /// Serves while `body` runs, then shuts down and waits for the end.
    static func serving<T: Sendable>(
        _ runtime: TestRuntime, keys: any KeyRegister = NoKeys(), tiers: [(name: String, models: [ModelID])] = [],
        configure: (inout ServerOptions) -> Void = { _ in },
        _ body: @escaping @Sendable (ServedRuntime) async throws -> T
    ) async throws -> T {
        var options = ServerOptions()
        options.port = 0
        options.logsRequests = true
        configure(&options)
        let model = runtime.model.profile.id
        let log = LogLines()
        let server = try APIServer(
            runtime: runtime.runtime,
            menu: ModelMenu(
                tiers: tiers, configured: [model], usual: (model, []),
                embedding: runtime.runtime.configuration.embedding.model),
            options: options, keys: keys, log: log.add)
        let (ends, end) = AsyncStream<Void>.makeStream()
        let (ports, listening) = AsyncStream<Int>.makeStream()
        async let served: Void = server.run {
            for await _ in ends { return }
        } onListening: { port in
            listening.yield(port)
        }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        let result: Result<T, any Error>
        do {
            result = .success(try await body(ServedRuntime(runtime: runtime, port: port, log: log)))
        } catch { result = .failure(error) }
        end.finish()
        try await served
        return try result.get()
    }

    func send(
        _ method: String, _ path: String, _ body: String = "", headers: HTTPHeaders = [:]
    ) async throws -> Answer {
        let (head, bytes) = try await transport.send(
            HTTPCall(method: method, url: url + path, headers: headers, body: Array(body.utf8)))
        return Answer(status: head.status, headers: head.headers, text: String(decoding: bytes, as: UTF8.self))
    }

    func post(_ path: String, _ body: JSONValue, headers: HTTPHeaders = [:]) async throws -> Answer {
        try await send("POST", path, body.text, headers: headers)
    }

    /// Reads a stream until what came so far is enough, then goes away.
    func read(
        _ path: String, headers: HTTPHeaders = [:], until isEnough: @Sendable (String) -> Bool
    ) async throws -> String {
        try await transport.withResponse(to: HTTPCall(url: url + path, headers: headers)) { _, body in
            var text = ""
            while !isEnough(text), let piece = try await body.next() { text += String(decoding: piece, as: UTF8.self) }
            return text
        }
    }

    func get(_ path: String, headers: HTTPHeaders = [:]) async throws -> Answer {
        try await send("GET", path, headers: headers)
    }
}

/// A whole answer.
struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let text: String

    var json: JSONValue { (try? JSONValue(parsing: text)) ?? .null }  // a test that reads a member sees that it is none

    /// The data of server-sent events, in order.
    var events: [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
    }

    /// The texts of a streamed chat completion, joined.
    var streamedText: String {
        events.compactMap { (try? JSONValue(parsing: $0))?["choices"]?[0]?["delta"]?["content"]?.stringValue }.joined()
    }
}

/// The server's log.
final class LogLines: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])

    func add(_ line: String) { lines.withLockedValue { $0.append(line) } }

    var text: String { lines.withLockedValue { $0.joined(separator: "\n") } }
}

extension JSONValue {
    /// A chat request with one user message.
    static func chat(_ text: String, model: String = "auto", _ more: [(String, JSONValue)] = []) -> JSONValue {
        .object(
            JSONObject(
                [("model", .string(model)), ("messages", [["role": "user", "content": .string(text)]])] + more))
    }
}
