import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import Composition

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A home of its own with a batch server as its provider.
private struct Desk {
    let folder: String
    let server: MockBatchServer

    init(_ server: MockBatchServer) throws {
        self.server = server
        folder = FileManager.default.temporaryDirectory.appending(path: "farthing-batch-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// What a new process would have.
    func opened() async throws -> BatchDesk {
        let environment = [
            "HOME": folder, "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.openAIBaseURL, "ANTHROPIC_API_KEY": "k",
            "ANTHROPIC_BASE_URL": server.url,
        ]
        return BatchDesk(
            try await ComposedRuntime(
                RuntimeOptions(
                    workingDirectory: folder, environment: environment, person: NobodyThere(reason: "a test"))))
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }  // a leftover of a test harms nobody
}

@Suite struct BatchDeskTests {
    private let openAI = Array(
        #"""
        {"id":"one","prompt":"hello there","model":"openai/gpt-4.1-nano","max_tokens":100}
        {"custom_id":"two","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4.1-nano","messages":[{"role":"user","content":"fail please"}],"max_tokens":5}}

        {"id":"three","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"a b c"}],"model":"gpt-4.1-nano","max_tokens":5}
        """#.utf8)
    private let anthropic = Array(
        #"""
        {"custom_id":"one","params":{"model":"claude-haiku-4-5","max_tokens":64,"messages":[{"role":"user","content":"hello there"}]}}
        {"id":"two","prompt":"fail","model":"anthropic/claude-haiku-4-5","max_tokens":9}
        """#.utf8)

    private func attempts(_ desk: BatchDesk) async throws -> [AttemptRecord] {
        try await desk.composed.ledger.attempts(SpendFilter(), limit: 99)
    }

    private func objects(_ lines: [UInt8]?) throws -> [JSONValue] {
        try (lines ?? []).split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: $0) }
    }

    @Test func `a file is held, submitted, collected in its order, and paid at half the price`() async throws {
        let home = try Desk(MockBatchServer())
        defer { home.remove() }
        let desk = try await home.opened()
        let submitted = try await desk.submit(openAI, file: "in.jsonl")
        #expect(submitted.parts.map(\.status) == ["submitted"])
        #expect(submitted.total == 3)
        let held = try await attempts(desk)
        #expect(held.map(\.settlement) == [nil, nil, nil])
        #expect(held.allSatisfy { $0.start.purpose == .batch && $0.start.worstCase != nil })
        // gpt-4.1-nano: $0.10 and $0.40 a million tokens, half of that in a batch; 100 tokens of answer at most.
        let worst = try #require(held[0].start.worstCase)
        #expect(worst >= Money(picodollars: 100 * 200_000) && worst < Money(picodollars: 104 * 200_000))
        #expect(try await desk.collect(openAI).lines == nil)

        home.server.finish()
        let (report, lines) = try await desk.collect(openAI)
        #expect(report.isCollected)
        let found = try objects(lines)
        #expect(found.map { $0["custom_id"]?.stringValue } == ["one", "two", "three"])
        #expect(found.map { $0["text"]?.stringValue } == ["HELLO THERE", nil, "A B C"])
        #expect(found[1]["error"]?["type"]?.stringValue == "invalid_request")
        // 2 × $0.05 and 2 × $0.20 a million.
        #expect(found[0]["cost_usd"]?.stringValue == "0.0000005")
        #expect(found[1]["cost_usd"]?.stringValue == "0")
        let paid = try await attempts(desk)
        #expect(paid.map { $0.settlement?.cost?.picodollars } == [500_000, 0, 750_000])
        #expect(paid.map { $0.settlement?.costState } == [.computed, .estimated, .computed])
        #expect(try await desk.collect(openAI).lines == lines)
    }

    @Test func `Anthropic's batches go the same way, lines of either shape`() async throws {
        let home = try Desk(MockBatchServer())
        defer { home.remove() }
        let desk = try await home.opened()
        _ = try await desk.submit(anthropic, file: "in.jsonl")
        #expect(home.server.lines[0].map { $0["params"]?["max_tokens"]?.intValue } == [64, 9])
        home.server.finish()
        let found = try objects(try await desk.collect(anthropic).lines)
        #expect(found[0]["text"]?.stringValue == "HELLO THERE")
        // claude-haiku-4-5: $1 and $5 a million tokens, half of that in a batch.
        #expect(found[0]["cost_usd"]?.stringValue == "0.000006")
        #expect(found[1]["error"]?["message"]?.stringValue?.contains("this one fails") == true)
    }

    @Test(arguments: [true, false])
    func `a submission whose reply was lost is found again, not made twice`(isOpenAI: Bool) async throws {
        let home = try Desk(MockBatchServer(losing: 1))
        defer { home.remove() }
        let file = isOpenAI ? openAI : anthropic
        await #expect(throws: ModelError.self) { try await home.opened().submit(file, file: "in.jsonl") }
        #expect(home.server.batchCount == 1)
        let again = try await home.opened()
        let report = try await again.submit(file, file: "in.jsonl")
        #expect(report.parts.map(\.status) == ["submitted"])
        #expect(home.server.batchCount == 1)
        #expect(try await attempts(again).count == report.total)
    }

    @Test func `attempts in a batch outlive the process that held them`() async throws {
        let home = try Desk(MockBatchServer())
        defer { home.remove() }
        _ = try await home.opened().submit(openAI, file: "in.jsonl")
        let later = try await home.opened()
        #expect(try await later.composed.ledger.recover() == RecoveryReport())
        _ = try await later.submit(openAI, file: "in.jsonl")
        #expect(home.server.batchCount == 1)
        home.server.finish()
        #expect(try await later.status(openAI).parts.map(\.done) == [3])
        #expect(try await later.collect(openAI).report.isCollected)
        #expect(try await attempts(later).compactMap { $0.settlement?.outcome } == [.succeeded, .failed, .succeeded])
    }

    @Test func `requests of several models go as a batch each`() async throws {
        let home = try Desk(MockBatchServer())
        defer { home.remove() }
        let file = Array(
            #"""
            {"id":"a","prompt":"x","model":"openai/gpt-4.1-nano"}
            {"id":"b","prompt":"y","model":"anthropic/claude-haiku-4-5"}
            {"id":"c","input":"z","model":"openai/text-embedding-3-small"}
            {"id":"d","prompt":"w","model":"openai/gpt-4.1-nano"}
            """#.utf8)
        let report = try await home.opened().submit(file, file: "in.jsonl")
        #expect(report.parts.map(\.total) == [2, 1, 1])
        #expect(home.server.batchCount == 3)
    }

    @Test(arguments: [
        ("", "no requests"), ("{", "Line 1"), (#"{"id":"a"}"#, "Line 1: no messages, prompt or input"),
        (#"{"id":"a b","prompt":"x","model":"openai/m"}"#, "is not 1 to 64 of"),
        (#"{"id":"a","prompt":"x"}"#, "no model"),
        (
            "{\"id\":\"a\",\"prompt\":\"x\",\"model\":\"m\"}\n{\"id\":\"a\",\"prompt\":\"x\",\"model\":\"m\"}",
            "stands twice"
        ),
        (#"{"id":"a","params":{"model":"openai/m","messages":[]}}"#, "a line of Anthropic's"),
    ])
    func `a bad file is refused with its line before anything is held`(file: String, said: String) async throws {
        let home = try Desk(MockBatchServer())
        defer { home.remove() }
        let desk = try await home.opened()
        let error = await #expect(throws: BatchError.self) { try await desk.submit(Array(file.utf8), file: "f") }
        #expect(error?.message.contains(said) == true, "\(error?.message ?? "")")
        #expect(try await attempts(desk).isEmpty)
        #expect(home.server.requests.isEmpty)
    }

    @Test func `a model without a price is refused, and nothing stays held`() async throws {
        let home = try Desk(MockBatchServer())
        defer { home.remove() }
        let desk = try await home.opened()
        let file = Array(
            #"""
            {"id":"a","prompt":"x","model":"openai/gpt-4.1-nano"}
            {"id":"b","prompt":"x","model":"openai/gpt-4.1-nano"}
            """#.utf8)
        await #expect(throws: ModelError.self) {
            try await desk.submit(file, file: "f", model: ModelID(provider: "openai", name: "never-listed"))
        }
        #expect(try await attempts(desk).allSatisfy { $0.settlement != nil })
        #expect(home.server.requests.isEmpty)
    }

    private func budget(_ desk: BatchDesk) async throws -> BudgetStatus {
        let account = BudgetAccountID(scope: .global)
        return try await desk.composed.ledger.budgetAccounts(at: SystemClock().now).first { $0.account == account }
            ?? BudgetStatus(account: account, limits: .unlimited)
    }

    private func limit(_ desk: BatchDesk, to usd: Money) async throws {
        try await desk.composed.ledger.record(
            BudgetChange(
                at: SystemClock().now, account: BudgetAccountID(scope: .global), action: .set,
                limits: BudgetLimits(usd: usd), who: "a test"))
    }

    @Test func `a batch holds its worst case in the budgets until it is collected, then what it cost is spent`()
        async throws
    {
        let home = try Desk(MockBatchServer())
        defer { home.remove() }
        let desk = try await home.opened()
        try await limit(desk, to: Money(parsing: "1"))
        _ = try await desk.submit(openAI, file: "in.jsonl")
        let held = try await attempts(desk).compactMap(\.start.worstCase).reduce(.zero, +)
        #expect(held > .zero)
        #expect(try await budget(desk).reserved.usd == held)
        #expect(try await budget(desk).spent.usd == .zero)
        // Another process sees the same, and the hold outlives it.
        let later = try await home.opened()
        _ = try await later.composed.ledger.expireHolds()
        #expect(try await budget(later).reserved.usd == held)

        home.server.finish()
        _ = try await later.collect(openAI)
        let cost = try await attempts(later).compactMap { $0.settlement?.cost }.reduce(.zero, +)
        #expect(cost == Money(picodollars: 1_250_000))
        #expect(try await budget(later).spent.usd == cost)
        #expect(try await budget(later).reserved.usd == .zero)
    }

    @Test func `a batch that no budget allows is refused whole, unsent, and nothing stays held`() async throws {
        let home = try Desk(MockBatchServer())
        defer { home.remove() }
        let desk = try await home.opened()
        // Enough for the first request and not for all.
        try await limit(desk, to: Money(picodollars: 21_000_000))
        await #expect(throws: BudgetExceeded.self) { try await desk.submit(openAI, file: "in.jsonl") }
        #expect(home.server.requests.isEmpty)
        #expect(try await budget(desk).reserved.usd == .zero)
        #expect(try await attempts(desk).allSatisfy { $0.settlement?.cost == .zero })

        try await limit(desk, to: Money(parsing: "1"))
        #expect(try await desk.submit(openAI, file: "in.jsonl").parts.map(\.status) == ["submitted"])
        #expect(home.server.batchCount == 1)
    }
}
