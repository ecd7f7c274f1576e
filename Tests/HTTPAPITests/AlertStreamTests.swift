import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Money
import Testing

@testable import HTTPAPI

@Suite struct AlertStreamTests {
    private func exhaust(_ scope: BudgetScope, in runtime: TestRuntime) async throws {
        try await runtime.ledger.noteExhausted(
            BudgetAccountID(scope: scope), of: .usd, limits: BudgetLimits(usd: Money("0.50")))
    }

    /// Moves the clock for as long as `body` runs.
    private func ticking<T: Sendable>(
        _ clock: ManualClock, _ body: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while !Task.isCancelled {
                    clock.advance(by: .seconds(1))
                    await Task.yield()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() { if let result { return result } }
            throw CancellationError()
        }
    }

    @Test func `alerts come as events as they happen, and are taken up again from the ledger`() async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        try await exhaust(.global, in: runtime)
        try await ServedRuntime.serving(runtime) { [self] server in
            // From the beginning: what the ledger holds.
            let past = try await server.read("/v1/alerts/events?last_event_id=0") { $0.contains("\n\n") }
            #expect(past.hasPrefix("id: 1\nevent: alert\ndata: {"))
            let told = try JSONValue(parsing: String(past.split(separator: "\n")[2].dropFirst(6)))
            #expect(told["type"] == "budget_exhausted")
            #expect(told["scope"] == "global")
            #expect(told["limit_usd"] == "0.5")
            // After the last one known: what has come since, also from other processes on this ledger.
            try await exhaust(.month, in: runtime)
            let next = try await ticking(runtime.clock) {
                try await server.read("/v1/alerts/events", headers: ["last-event-id": "1"]) { text in
                    text.contains("id: 2")
                }
            }
            #expect(!next.contains("id: 1\n"))
            #expect(next.contains("id: 2\nevent: alert\n"))
        }
    }

    @Test func `a user hears of their own budgets only`() async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        let keys = FixedKeys(["fk-alice": KeyRecord(name: "alice", role: .user)])
        for scope in [BudgetScope.global, .key("bob"), .key("alice")] { try await exhaust(scope, in: runtime) }
        try await ServedRuntime.serving(runtime, keys: keys) { server in
            #expect(try await server.get("/v1/alerts/events").status == 401)
            let told = try await server.read(
                "/v1/alerts/events?last_event_id=0", headers: ["authorization": "Bearer fk-alice"]
            ) { $0.contains("\n\n") }
            #expect(told.contains("key:alice"))
            #expect(!told.contains("bob"))
            #expect(!told.contains("global"))
        }
    }

    @Test(arguments: ["-1", "x", "9223372036854775808"])
    func `an id that no event had is told so`(id: String) async throws {
        try await ServedRuntime.serving(try TestRuntime(ScriptedModel([]))) { server in
            let answer = try await server.get("/v1/alerts/events?last_event_id=\(id)")
            #expect(answer.status == 400)
            #expect(answer.json["error"]?["param"] == "Last-Event-ID")
        }
    }

    @Test func `an open stream gets signs of life, and ends with the server`() async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        let stream = try await ServedRuntime.serving(runtime) { [self] server in
            let text = try await ticking(runtime.clock) {
                try await server.read("/v1/alerts/events") { $0.contains(": \n\n: \n\n") }
            }
            // Two of them, or as many as came in the same piece.
            #expect(text.split(separator: "\n", omittingEmptySubsequences: true).allSatisfy { $0 == ": " })
            let open = Task { try await server.get("/v1/alerts/events") }
            for _ in 0..<200_000 {
                if try await server.get("/metrics").text.contains("farthing_alert_listeners 1") { break }
            }
            return open
        }
        #expect(try await stream.value.status == 200)
    }
}
