import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

@testable import HTTPAPI

/// Metrics, traces, logs and how models do.
@Suite struct ObservationTests {
    /// Notes the trace that each request to a provider belongs to.
    private final class Spy: Extension {
        let manifest = ExtensionManifest(name: "Spy", summary: "Notes traces.")
        let seen = NIOLockedValueBox<[String]>([])

        func register(in hooks: inout Hooks, for run: Run) {
            hooks.modelAttempt.add(before: { [seen] _ in
                seen.withLockedValue { $0.append(TraceContext.current?.traceparent ?? "none") }
            })
        }
    }

    @Test func `a trace goes on from the request to the provider, and into the log`() async throws {
        let spy = Spy()
        let runtime = try TestRuntime(
            ScriptedModel(Array(repeating: .text("ok"), count: 4)), extensions: [spy])
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try await ServedRuntime.serving(runtime) { server in
            for stream in [false, true] {
                let answer = try await server.post(
                    "/v1/chat/completions", .chat("Hi", [("stream", .bool(stream))]), headers: ["traceparent": parent])
                #expect(answer.status == 200)
            }
            for header in ["", "00-nonsense"] {
                _ = try await server.post("/v1/chat/completions", .chat("Hi"), headers: ["traceparent": header])
            }
            let line = try #require(server.log.text.split(separator: "\n").first.map(String.init))
            #expect(try JSONValue(parsing: line)["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736")
            #expect(try JSONValue(parsing: line)["request_id"] != nil)
        }
        #expect(spy.seen.withLockedValue { $0 } == [parent, parent, "none", "none"])
    }

    @Test func `what was spent does not fall when the server begins anew`() async throws {
        let ledger = InMemoryLedger()
        func costs() async throws -> [Substring] {
            let runtime = try TestRuntime(ScriptedModel([]), ledger: ledger)
            return try await ServedRuntime.serving(runtime) { server in
                let text = try await server.get("/metrics").text
                return text.split(separator: "\n").filter { $0.hasPrefix("cost_") }
            }
        }
        let first = try TestRuntime(ScriptedModel([.text("one")]), ledger: ledger)
        try await ServedRuntime.serving(first) { server in
            _ = try await server.post("/v1/chat/completions", .chat("Hi"))
        }
        let after = try await costs()
        #expect(after.contains("cost_cloud_requests_total 1"))
        #expect(after.contains("cost_cloud_processing_dollars 0.00014"))
        #expect(after.contains("cost_local_requests_total 0"))
    }

    @Test func `the labels of metrics are a closed set however many models are named`() {
        let metrics = Metrics()
        for number in 0..<700 {
            let model = ModelID(provider: "p", name: "model-\(number)")
            metrics.note(.settled(model: model))
        }
        #expect(metrics.counts.count == 501)
        let other = metrics.counts.first { $0.0.model == "other" }
        #expect(other?.1.outcomes == ["succeeded": 200])
        #expect(metrics.decisions.map { "\($0.0.type) \($0.0.context) \($0.1)" } == ["fixed up_to_1k 700"])
    }

    @Test func `how models do is counted from the ledger`() async throws {
        let runtime = try TestRuntime(
            ScriptedModel([.text("one"), .failure(ModelError(.authentication, "no"))]))
        try await ServedRuntime.serving(runtime) { server in
            for _ in 0..<2 { _ = try await server.post("/v1/chat/completions", .chat("Hi")) }
            let answer = try await server.get("/v1/performance").json
            #expect(answer["object"] == "performance")
            #expect(answer["answers"] == 1)
            #expect(answer["is_whole"] == true)
            #expect(answer["latency_ms"]?["p99"]?.intValue != nil)
            let line = answer["data"]?[0]
            #expect(line?["attempts"] == 2)
            #expect(line?["succeeded"] == 1)
            #expect(line?["errors"]?["authentication"] == 1)
            #expect(line?["model"]?.stringValue == runtime.model.profile.id.description)
        }
    }
}

extension AttemptRecord {
    /// An attempt that was settled, of a model.
    fileprivate static func settled(model: ModelID) -> AttemptRecord {
        let now = Timestamp(microseconds: 1_700_000_000_000_000)
        let start = AttemptStart(
            id: AttemptID(at: now), call: CallID(at: now), conversation: ConversationID(at: now), turn: TurnID(at: now),
            iteration: 0, number: 0, slot: .chat, purpose: .chat, model: model, startedAt: now, promptTokens: 10,
            maxOutputTokens: nil, worstCase: nil, priceVersion: nil)
        let end = AttemptSettlement(
            id: start.id, settledAt: now, outcome: .succeeded, usage: .init(input: 10, output: 1),
            usageSource: .provider, cost: nil, costState: .unpriced, latencyMicroseconds: 5)
        return AttemptRecord(start: start, settlement: end)
    }
}
