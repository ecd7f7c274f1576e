import AgentRuntime
import LanguageModels
import Money
import Testing

@testable import LocalFirst

/// The extension beside a literal reading of the record it implements, each with a month of its own.
@Suite struct ContextRoutingTests {
    private static let local = ModelID(provider: "here", name: "small")
    private static let cloud = ModelID(provider: "there", name: "large")

    /// What a month is like: how often prompts are large, and what it may cost.
    struct Month: Sendable, CustomTestStringConvertible {
        var requests: Int
        /// Of a thousand requests.
        var large: Int
        var monthUSD: Int
        var fixedUSD: Int
        var testDescription: String { "\(requests) requests, \(large) ‰ large, $\(monthUSD) with $\(fixedUSD) fixed" }
    }

    @Test(arguments: [
        Month(requests: 2_000, large: 50, monthUSD: 200, fixedUSD: 30),
        Month(requests: 20_000, large: 10, monthUSD: 200, fixedUSD: 30),
        Month(requests: 20_000, large: 50, monthUSD: 200, fixedUSD: 30),
        Month(requests: 20_000, large: 200, monthUSD: 200, fixedUSD: 30),
        // The money of the month is used up on the way, or from the start by what is fixed.
        Month(requests: 20_000, large: 50, monthUSD: 40, fixedUSD: 30),
        Month(requests: 5_000, large: 50, monthUSD: 30, fixedUSD: 30),
    ])
    func `more than 99 in 100 requests run where the record's rules send them`(month: Month) {
        let seed = UInt64.random(in: 0...(.max))
        var random = SeededRandom(seed: seed)
        var policy = LocalFirstPolicy(local: Self.local, cloud: Self.cloud)
        policy.monthLimit = Money(dollars: month.monthUSD)
        policy.fixed = Money(dollars: month.fixedUSD)
        policy.includesFixed = true
        var record = CostRecordRouter()
        record.monthlyBudget = Double(month.monthUSD)
        record.fixedCosts = Double(month.fixedUSD)
        var own = LocalFirstMonth(start: Timestamp(microseconds: 0), end: Timestamp(microseconds: .max))
        var agreed = 0
        for _ in 0..<month.requests {
            let isLarge = Int.random(in: 0..<1000, using: &random) < month.large
            // Often just at the threshold.
            let tokens =
                isLarge
                ? 4097 + Int.random(in: 0...40, using: &random).squared
                : 4096 - Int.random(in: 0...64, using: &random).squared
            let priority = BudgetPriority.allCases[Int.random(in: 0..<3, using: &random)]
            let decision = policy.decide(
                tokens: tokens, worstCase: Money(picodollars: 50_000_000_000), priority: priority, month: own)
            own.add(
                cost: Money(picodollars: decision.isLocal ? 1_000_000_000 : 50_000_000_000), isLocal: decision.isLocal)
            if pool(decision, tokens) == record.route(contextTokens: tokens, priority: priority) { agreed += 1 }
        }
        #expect(agreed * 100 > month.requests * 99, "seed \(seed)")
        #expect(own.cloudSpent <= policy.cloudLimit, "seed \(seed)")
        // Both have sent about as much to the cloud.
        #expect(abs(own.cloudRequests - record.cloudRequests) <= 1, "seed \(seed)")
    }

    private func pool(_ decision: LocalFirstDecision, _ tokens: Int) -> CostRecordRouter.Pool {
        switch decision {
        case .optimalLocal: .throughput
        case .forceLocal: tokens > 4096 ? .longContext : .throughput
        case .budgetCloud: .cloud
        case .queueLocal: .queued
        }
    }
}

extension Int {
    fileprivate var squared: Int { self * self }
}
