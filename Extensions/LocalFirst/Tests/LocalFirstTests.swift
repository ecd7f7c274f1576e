import AgentRuntime
import FarthingTesting
import LanguageModels
import LocalFirst
import Money
import Testing

@Suite struct LocalFirstTests {
    private let local = ModelID(provider: "here", name: "small")
    private let cloud = ModelID(provider: "there", name: "large")

    private func month() -> LocalFirstMonth {
        LocalFirstMonth(start: Timestamp(microseconds: 0), end: Timestamp(microseconds: .max))
    }

    @Test func `short prompts stay local whatever happens`() {
        var broke = month()
        broke.cloudSpent = Money(dollars: 99)
        broke.cloudRequests = 1000
        let decision = LocalFirstPolicy(local: local, cloud: cloud).decide(
            tokens: 4096, worstCase: Money(dollars: 1), priority: .normal, month: broke)
        #expect(decision == .optimalLocal)
    }

    @Test func `the share counts after the warm-up, requests in flight included`() {
        let policy = LocalFirstPolicy(local: local, cloud: cloud)
        var month = month()
        func decide() -> LocalFirstDecision {
            policy.decide(tokens: 5000, worstCase: Money(picodollars: 1), priority: .high, month: month)
        }
        month.cloudRequests = 40
        #expect(decide() == .budgetCloud)
        month.localRequests = 10
        #expect(decide() == .forceLocal)
        month.cloudRequests = 1
        month.localRequests = 97
        #expect(decide() == .forceLocal)
        month.localRequests = 98
        #expect(decide() == .budgetCloud)
        month.cloudInFlight = 1
        #expect(decide() == .forceLocal)
    }

    @Test func `without money for the cloud requests wait, and without money at all important ones run at once`() {
        var policy = LocalFirstPolicy(local: local, cloud: cloud)
        var month = month()
        month.cloudSpent = Money(picodollars: 1_900_000_000_000)
        func decide(_ worstCase: Money?, _ priority: BudgetPriority) -> LocalFirstDecision {
            policy.decide(tokens: 5000, worstCase: worstCase, priority: priority, month: month)
        }
        #expect(decide(Money(picodollars: 100_000_000_000), .normal) == .budgetCloud)
        #expect(decide(Money(picodollars: 100_000_000_001), .normal) == .queueLocal)
        #expect(decide(Money(picodollars: 100_000_000_001), .high) == .queueLocal)
        #expect(decide(nil, .low) == .queueLocal)
        policy.monthLimit = Money(picodollars: 1_950_000_000_000)
        #expect(decide(Money(picodollars: 50_000_000_001), .normal) == .queueLocal)
        #expect(decide(Money(picodollars: 50_000_000_001), .high) == .forceLocal)
    }

    @Test func `fixed costs count against the month only when asked to`() {
        var policy = LocalFirstPolicy(local: local, cloud: cloud)
        policy.monthLimit = Money(dollars: 30)
        policy.fixed = Money(dollars: 30)
        func decide() -> LocalFirstDecision {
            policy.decide(tokens: 5000, worstCase: Money(picodollars: 1), priority: .normal, month: month())
        }
        #expect(decide() == .budgetCloud)
        policy.includesFixed = true
        #expect(decide() == .queueLocal)
    }

    @Test func `a month of 100,000 requests keeps share, budget and cost a job, and its alerts are exact`() async throws
    {
        let seed = UInt64.random(in: 0...(.max))
        var random = SeededRandom(seed: seed)
        var policy = LocalFirstPolicy(local: local, cloud: cloud)
        policy.monthLimit = Money(dollars: 200)
        let simulation = LocalFirstSimulation(policy: policy)
        for _ in 0..<100_000 {
            let isLarge = Int.random(in: 0..<20, using: &random) == 0
            simulation.run(
                tokens: isLarge
                    ? Int.random(in: 4097...60_000, using: &random) : Int.random(in: 1...4096, using: &random),
                priority: BudgetPriority.allCases[Int.random(in: 0..<3, using: &random)],
                used: Int64.random(in: 1...100, using: &random))
        }
        let end = simulation.month
        #expect(end.requests == 100_000, "seed \(seed)")
        #expect(end.cloudSpent <= Money(dollars: 2), "seed \(seed)")
        // The money is used, not refused.
        #expect(end.cloudSpent >= Money(picodollars: 1_900_000_000_000), "seed \(seed)")
        #expect(end.localRequests * 100 >= end.requests * 98, "seed \(seed)")
        #expect(try #require(end.costPerRequest) < Money(picodollars: 10_000_000_000), "seed \(seed)")
        #expect(simulation.alerts.filter { $0.limit == .cloud }.map(\.threshold) == [800, 950], "seed \(seed)")
        for alert in simulation.alerts { #expect(alert.spent == simulation.bill[alert.at], "seed \(seed)") }
    }

    @Test func `a large prompt goes to the cloud and a short one stays, and both are counted`() async throws {
        var policy = LocalFirstPolicy(local: local, cloud: cloud)
        policy.contextTokens = 10
        let extension_ = LocalFirst(policy)
        let here = ScriptedModel(
            [.text("Here.")], profile: ModelProfile(id: local, maxOutputTokens: 10, locality: .local))
        let there = ScriptedModel([.text("There.")], profile: ModelProfile(id: cloud, maxOutputTokens: 10))
        let test = try TestRuntime(here, others: [there], extensions: [extension_])
        #expect(try await test.send("Short one").text == "Here.")
        let long = Array(repeating: "word", count: 40).joined(separator: " ")
        #expect(try await test.send(long).text == "There.")
        let month = try #require(extension_.month)
        #expect(month.localRequests == 1)
        #expect(month.cloudRequests == 1)
        #expect(month.cloudHeld == .zero)
        #expect(month.spent == (try await test.ledger.costs(CostQuery()).sums.cost))
        #expect(extension_.metrics.contains("cost_local_processing_ratio 0.5\n"))
        #expect(
            extension_.metrics.contains(
                "cost_routing_decisions_total{decision_type=\"budget_cloud\",context_bucket=\"small\"} 1\n"))
    }

    @Test func `money that other processes took is not spent again, and the request runs here`() async throws {
        var policy = LocalFirstPolicy(local: local, cloud: cloud)
        policy.contextTokens = 10
        let here = ScriptedModel(
            [.text("Here.")], profile: ModelProfile(id: local, maxOutputTokens: 10, locality: .local))
        let there = ScriptedModel([.text("There.")], profile: ModelProfile(id: cloud, maxOutputTokens: 10))
        let test = try TestRuntime(here, others: [there], extensions: [LocalFirst(policy)])
        // As if others held all of it.
        try await test.ledger.record(
            BudgetChange(
                at: test.clock.now, account: BudgetAccountID(scope: .tag("local-first-cloud")), action: .set,
                limits: BudgetLimits(usd: .zero), who: "test"))
        let long = Array(repeating: "word", count: 40).joined(separator: " ")
        #expect(try await test.send(long).text == "Here.")
        #expect(there.requests.isEmpty)
    }

    @Test func `the month begins from the ledger`() async throws {
        let policy = LocalFirstPolicy(local: local, cloud: cloud)
        let ledger = InMemoryLedger()
        func runtime(_ extension_: LocalFirst) throws -> TestRuntime {
            let here = ScriptedModel(
                [.text("Here.")], profile: ModelProfile(id: local, maxOutputTokens: 10, locality: .local))
            return try TestRuntime(here, extensions: [extension_], ledger: ledger)
        }
        _ = try await runtime(LocalFirst(policy)).send("One")
        let second = LocalFirst(policy)
        _ = try await runtime(second).send("Two")
        #expect(second.month?.localRequests == 2)
    }
}
