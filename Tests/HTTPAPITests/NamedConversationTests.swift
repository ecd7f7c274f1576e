import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import NIOConcurrencyHelpers
import Testing

@testable import HTTPAPI

/// Holds back the first request that opens a conversation until the next one comes, at a later time.
private struct Crowd: Extension {
    let manifest = ExtensionManifest(name: "crowd", summary: "")
    let clock: ManualClock
    let next = Gate()
    private let arrivals = NIOLockedValueBox(0)

    init(clock: ManualClock) { self.clock = clock }

    func register(in hooks: inout Hooks, for run: Run) {
        hooks.conversationStart.add { _ in
            let place = arrivals.withLockedValue { arrivals in
                arrivals += 1
                return arrivals
            }
            guard place == 1 else { return next.open() }
            clock.advance(by: .milliseconds(1))
            try await next.wait()
        }
    }
}

@Suite struct NamedConversationTests {
    private static let path = "/v1/chat/completions"
    private static let name: HTTPHeaders = ["x-farthing-conversation": "c-1"]

    @Test func `requests that begin a conversation at once share it`() async throws {
        let clock = ManualClock()
        let crowd = Crowd(clock: clock)
        let runtime = try TestRuntime(
            ScriptedModel([.text("one"), .text("two")]), extensions: [crowd], clock: clock)
        try await ServedRuntime.serving(runtime) { server in
            async let early = server.post(Self.path, .chat("Hi"), headers: Self.name)
            await crowd.next.arrival()
            let late = try await server.post(Self.path, .chat("Ho"), headers: Self.name)
            let first = try await early
            #expect(first.status == 200, "\(first.text)")
            #expect(late.status == 200, "\(late.text)")
            let stored = try #require(try await runtime.ledger.conversation(ConversationID("c-1")))
            #expect(stored.turns.count == 2)
            #expect(Set(stored.messages.map(\.message.text)) == ["Hi", "Ho", "one", "two"])
        }
    }

    @Test(arguments: [false, true])
    func `of several answers the first joins the history, and the question once`(isStreamed: Bool) async throws {
        let runtime = try TestRuntime(ScriptedModel { _, number in .text("answer \(number)") })
        try await ServedRuntime.serving(runtime) { server in
            let more: [(String, JSONValue)] = isStreamed ? [("n", 2), ("stream", true)] : [("n", 2)]
            let answer = try await server.post(Self.path, .chat("Hi", more), headers: Self.name)
            #expect(answer.status == 200, "\(answer.text)")
            let told = answer.json["choices"]?[0]?["message"]?["content"]?.stringValue
            let first = isStreamed ? "answer 0" : told ?? "none"
            let id = ConversationID("c-1")
            let stored = try #require(try await runtime.ledger.conversation(id))
            #expect(stored.messages.map(\.message.text) == ["Hi", first])
            #expect(stored.turns.count == 2)
            // Each of the next answers knows what was said, and nothing of the others.
            _ = try await server.post(Self.path, .chat("More", more), headers: Self.name)
            let asked = runtime.model.requests.suffix(2).map { $0.messages.map(\.text) }
            #expect(asked == [["Hi", first, "More"], ["Hi", first, "More"]])
            #expect(try await runtime.ledger.conversation(id)?.messages.count == 4)
        }
    }

    @Test(arguments: ["file", "input_audio"])
    func `a conversation is not asked without a part that its history cannot keep`(kind: String) async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime) { server in
            let part: JSONValue = .object(JSONObject([("type", .string(kind)), (kind, ["data": "AAAA"] as JSONValue)]))
            let body: JSONValue = [
                "model": "auto",
                "messages": [["role": "user", "content": [["type": "text", "text": "See:"], part]]],
            ]
            let refused = try await server.post(Self.path, body, headers: Self.name)
            #expect(refused.status == 400)
            #expect(refused.json["error"]?["type"] == "invalid_request_error")
            #expect(refused.json["error"]?["param"] == "messages.0.content.1")
            #expect(refused.json["error"]?["message"]?.stringValue?.contains("`\(kind)`") == true)
            #expect(runtime.model.requests.isEmpty)
            // Without a conversation it is passed on as it came.
            #expect(try await server.post(Self.path, body).status == 200)
            #expect(runtime.model.requests.first?.extra["messages"]?[0]?["content"]?[1] == part)
        }
    }
}
