import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Money
import Testing

@testable import HTTPAPI

@Suite struct DisconnectTests {
    /// Waits until something of the ledger is so. Every look is a turn of the executor, no time passes by a clock.
    private func wait(_ ledger: any LedgerStore, until isSo: ([AttemptRecord]) -> Bool) async throws -> [AttemptRecord]
    {
        for _ in 0..<200_000 {
            let attempts = try await ledger.attempts(SpendFilter(), limit: 10_000)
            if isSo(attempts) { return attempts }
            await Task.yield()
        }
        return try await ledger.attempts(SpendFilter(), limit: 10_000)
    }

    @Test(arguments: [true, false])
    func `a client that goes away cancels the provider's call at once, and it is settled`(streams: Bool) async throws {
        let gate = Gate()
        let reply = ScriptedReply([.event(.textDelta("Hello ")), .gate(gate), .event(.textDelta("never"))])
        let runtime = try TestRuntime(ScriptedModel([reply]))
        try await ServedRuntime.serving(runtime) { server in
            let asking = Task {
                try await server.post("/v1/chat/completions", .chat("Hi", [("stream", .bool(streams))]))
            }
            _ = try await wait(runtime.ledger) { !$0.isEmpty }
            asking.cancel()
            _ = await asking.result
            let attempts = try await wait(runtime.ledger) { $0.first?.settlement != nil }
            #expect(attempts.map { $0.settlement?.outcome } == [.cancelled])
            #expect(attempts.first?.settlement?.costState == .estimated)
        }
        gate.open()
    }

    @Test func `many streams opened and dropped leave nothing behind`() async throws {
        let gate = Gate()
        let reply = ScriptedReply([.event(.textDelta("Hello ")), .gate(gate), .event(.textDelta("never"))])
        let runtime = try TestRuntime(ScriptedModel(Array(repeating: reply, count: 300)))
        try await ServedRuntime.serving(runtime) { server in
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<300 {
                    group.addTask {
                        // Every third goes away in mid-answer, the others wherever they happen to be.
                        guard index % 3 > 0 else { return await leaveAfterFirstText(server) }
                        let asking = Task {
                            try await server.post("/v1/chat/completions", .chat("Hi", [("stream", true)]))
                        }
                        for _ in 0..<(index % 40) { await Task.yield() }
                        asking.cancel()
                        _ = await asking.result
                    }
                }
            }
            _ = try await wait(runtime.ledger) { $0.count >= 100 && $0.allSatisfy { $0.settlement != nil } }
        }
        // The server is down: what it had begun is over.
        let attempts = try await runtime.ledger.attempts(SpendFilter(), limit: 10_000)
        #expect(attempts.count >= 100)
        #expect(attempts.allSatisfy { $0.settlement?.outcome == .cancelled })
        #expect(try await runtime.ledger.spend(SpendFilter()).held == .zero)
        gate.open()
    }

    private func leaveAfterFirstText(_ server: ServedRuntime) async {
        let call = HTTPCall(
            method: "POST", url: server.url + "/v1/chat/completions",
            body: Array(JSONValue.chat("Hi", [("stream", true)]).text.utf8))
        // Leaving the stream early is an error to the transport.
        try? await CurlTransport().withResponse(to: call) { _, body in
            var text = ""
            while !text.contains("Hello"), let piece = try await body.next() {
                text += String(decoding: piece, as: UTF8.self)
            }
        }
    }

    @Test func `a shutdown lets what is in flight finish`() async throws {
        let gate = Gate()
        let runtime = try TestRuntime(ScriptedModel([ScriptedReply([.gate(gate), .event(.textDelta("done"))])]))
        let asking = try await ServedRuntime.serving(runtime) { server in
            let asking = Task { try await server.post("/v1/chat/completions", .chat("Hi")) }
            _ = try await wait(runtime.ledger) { !$0.isEmpty }
            gate.open()
            return asking
        }
        #expect(try await asking.value.json["choices"]?[0]?["message"]?["content"] == "done")
    }

    @Test func `more calls than allowed at a time are refused, not queued`() async throws {
        let gate = Gate()
        let runtime = try TestRuntime(ScriptedModel([ScriptedReply([.gate(gate), .event(.textDelta("done"))])]))
        try await ServedRuntime.serving(runtime, configure: { $0.mostCalls = 1 }) { server in
            let first = Task { try await server.post("/v1/chat/completions", .chat("Hi")) }
            _ = try await wait(runtime.ledger) { !$0.isEmpty }
            let second = try await server.post("/v1/chat/completions", .chat("Hi"))
            #expect(second.status == 503)
            #expect(second.headers["retry-after"] == "1")
            gate.open()
            #expect(try await first.value.status == 200)
        }
    }
}
