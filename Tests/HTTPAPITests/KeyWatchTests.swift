import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import NIOConcurrencyHelpers
import Testing

@testable import HTTPAPI

/// Keys that can be taken away.
private final class ChangingKeys: KeyRegister {
    private let keys: NIOLockedValueBox<[String: KeyRecord]>

    init(_ keys: [String: KeyRecord]) { self.keys = NIOLockedValueBox(keys) }

    func isEmpty() throws -> Bool { keys.withLockedValue { $0.isEmpty } }
    func key(_ text: String) throws -> KeyRecord? { keys.withLockedValue { $0[text] } }
    func set(_ text: String, _ record: KeyRecord?) { keys.withLockedValue { $0[text] = record } }
}

@Suite struct KeyWatchTests {
    private let ann: HTTPHeaders = ["authorization": "Bearer fk-ann"]
    private let keys = ChangingKeys([
        "fk-ann": KeyRecord(name: "ann", role: .user), "fk-root": KeyRecord(name: "root", role: .admin),
    ])

    /// Moves the clock until a stream has ended, once it is listened to.
    private func end(
        of stream: Task<Answer, any Error>, _ server: ServedRuntime, after change: () -> Void
    ) async throws -> Answer {
        let root: HTTPHeaders = ["authorization": "Bearer fk-root"]
        while try await !server.get("/metrics", headers: root).text.contains("farthing_event_streams 1") {}
        change()
        let clock = server.runtime.clock
        let ticking = Task {
            while !Task.isCancelled {
                clock.advance(by: .seconds(1))
                await Task.yield()
            }
        }
        defer { ticking.cancel() }
        return try await stream.value
    }

    @Test(arguments: [nil, KeyRecord(name: "ann", role: .user, models: []), KeyRecord(name: "else", role: .user)])
    func `a stream of alerts ends when its key does, or becomes another`(becomes: KeyRecord?) async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        try await ServedRuntime.serving(runtime, keys: keys) { server in
            let stream = Task { try await server.get("/v1/alerts/events", headers: ann) }
            let answer = try await end(of: stream, server) { keys.set("fk-ann", becomes) }
            #expect(answer.status == 200)
            #expect(answer.text.contains("event: error\ndata: {\"error\":"))
            #expect(answer.events.last?.contains("invalid_api_key") ?? false)
        }
    }

    @Test func `a stream that nobody needed a key for ends when keys are made`() async throws {
        let keys = ChangingKeys([:])
        let runtime = try TestRuntime(ScriptedModel([]))
        try await ServedRuntime.serving(runtime, keys: keys) { server in
            let stream = Task { try await server.get("/v1/alerts/events") }
            let answer = try await end(of: stream, server) {
                keys.set("fk-root", KeyRecord(name: "root", role: .admin))
            }
            #expect(answer.events.last?.contains("invalid_api_key") ?? false)
        }
    }

    @Test func `a conversation's events end with the key, and the turn goes on to its end`() async throws {
        let gate = Gate()
        let runtime = try TestRuntime(
            ScriptedModel([ScriptedReply([.event(.textDelta("Hello ")), .gate(gate), .event(.textDelta("there."))])]))
        try await ServedRuntime.serving(runtime, keys: keys) { server in
            let made = try await server.send("POST", "/v1/conversations", headers: ann)
            let id = try #require(made.json["id"]?.stringValue)
            let stream = Task {
                try await server.send("POST", "/v1/conversations/\(id)/messages", #"{"content":"Hi"}"#, headers: ann)
            }
            let answer = try await end(of: stream, server) { keys.set("fk-ann", nil) }
            #expect(answer.events.last?.contains("invalid_api_key") ?? false)
            #expect(!answer.text.contains("there."))
            gate.open()
            keys.set("fk-ann", KeyRecord(name: "ann", role: .user))
            let rest = try await server.get("/v1/conversations/\(id)/events", headers: ann)
            #expect(rest.text.contains("there."))
        }
    }
}
