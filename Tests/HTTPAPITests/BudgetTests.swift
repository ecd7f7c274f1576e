import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Money
import Testing

@testable import HTTPAPI

@Suite struct BudgetTests {
    private let clock = ManualClock()
    private let file: TemporaryLedger

    init() throws { file = try TemporaryLedger() }

    private func runtime(
        _ replies: [ScriptedReply] = [], isFile: Bool, budgets: BudgetPlan = BudgetPlan()
    ) throws -> TestRuntime {
        let ledger: any LedgerStore
        if isFile { ledger = try file.open(clock: clock) } else { ledger = InMemoryLedger() }
        return try TestRuntime(ScriptedModel(replies), ledger: ledger, clock: clock, budgets: budgets)
    }

    private static let limits = BudgetPlan(rules: [
        .eachConversation: BudgetPlan.Rule(BudgetLimits(usd: Money("0.50"))),
        .month: BudgetPlan.Rule(BudgetLimits(usd: Money("30"))),
    ])

    @Test(arguments: [false, true])
    func `a day and a month are raised before anything is spent in them`(isFile: Bool) async throws {
        let runtime = try runtime(isFile: isFile)
        try await ServedRuntime.serving(runtime) { server in
            for scope in ["day", "month"] {
                let path = "/v1/budgets/\(scope)"
                let set = try await server.send("PUT", path, #"{"usd":1}"#)
                #expect(set.json["limit_usd"] == "1", "\(set.text)")
                let raised = try await server.send("PUT", path, #"{"add":{"usd":1},"reason":"r"}"#)
                #expect(raised.json["limit_usd"] == "2", "\(raised.text)")
                #expect(raised.json["raised_usd"] == "1")
                #expect(raised.json["window_end"]?.intValue != nil)
                #expect(try await server.get(path).json["limit_usd"] == "2")
            }
        }
    }

    @Test(arguments: [false, true])
    func `what has no limit is not raised, and nothing is recorded`(isFile: Bool) async throws {
        let runtime = try runtime(isFile: isFile)
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.send("PUT", "/v1/budgets/day", #"{"add":{"usd":1},"reason":"r"}"#)
            #expect(answer.status == 400)
            #expect(answer.json["error"]?["type"] == "invalid_request_error")
            #expect(answer.json["error"]?["code"] == "no_budget")
            #expect(answer.json["error"]?["param"] == "add")
            #expect(try await runtime.ledger.budgetChanges(limit: 1).isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func `the settings' limits are listed before anything is spent, and are not removed here`(
        isFile: Bool
    ) async throws {
        let runtime = try runtime(isFile: isFile, budgets: Self.limits)
        try await ServedRuntime.serving(runtime) { server in
            for _ in 0..<2 {
                let budgets = try await server.get("/v1/budgets").json["data"]?.arrayValue ?? []
                #expect(budgets.map { $0["scope"] } == ["conversation", "month"])
                #expect(budgets.map { $0["limit_usd"] } == ["0.5", "30"])
                #expect(budgets.map { $0["spent_usd"] } == ["0", "0"])
                #expect(budgets.last?["window_start"]?.intValue != nil)
            }
            let removed = try await server.send("DELETE", "/v1/budgets/month")
            #expect(removed.status == 404)
            #expect(removed.json["error"]?["message"]?.stringValue?.contains("settings") == true)
        }
    }

    @Test(arguments: [false, true])
    func `the head tells the tightest budget also for a conversation that begins`(isFile: Bool) async throws {
        let runtime = try runtime([.text("one"), .text("two"), .text("three")], isFile: isFile, budgets: Self.limits)
        try await ServedRuntime.serving(runtime) { server in
            let whole = try await server.post("/v1/chat/completions", .chat("Hi"))
            #expect(whole.headers["x-budget-remaining-usd"] == "0.49986")
            for name in ["", "x-farthing-conversation: c-1\r\n"] {
                let body = JSONValue.chat("Hi", [("stream", true)]).text
                let raw = try RawConnection(port: server.port)
                defer { raw.close() }
                try raw.write(
                    "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\(name)"
                        + "content-length: \(body.utf8.count)\r\n\r\n\(body)")
                let text = await raw.readToEnd().lowercased()
                #expect(text.contains("x-budget-remaining-usd: 0.5\r\n"), "\(text)")
            }
        }
    }
}
