import AgentRuntime
import FarthingTesting
import Money
import Testing

@testable import RunLedger

@Suite struct BudgetConformanceTests {
    @Test func `the ledger in memory keeps budgets`() async {
        #expect(await BudgetConformance { InMemoryLedger() }.violations() == [])
    }

    @Test func `the SQLite ledger keeps budgets`() async throws {
        #expect(await BudgetConformance { try SQLiteLedger(inMemory: SystemClock()) }.violations() == [])
    }

    @Test func `two ledgers on one file share budgets`() async throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SeededRandom(seed: seed)
        let file = try TemporaryLedger()
        let ledgers = try (0..<2).map { _ in try SQLiteLedger(path: file.path) }
        let samples = (0..<2).map { _ in LedgerSample() }
        for index in 0..<2 { try await ledgers[index].commit([samples[index].start, samples[index].turnStart]) }
        let limit: Int64 = 2000
        let claims = [BudgetClaim(.global, limits: BudgetLimits(usd: Money(picodollars: limit)))]
        var bill: Int64 = 0
        var open: [(Int, AttemptStart, Int64)] = []
        for _ in 0..<600 {
            let index = Int.random(in: 0..<2, using: &random)
            if open.count > 6 || (!open.isEmpty && Bool.random(using: &random)) {
                let (_, attempt, held) = open.remove(at: Int.random(in: 0..<open.count, using: &random))
                let cost = Int64.random(in: 0...held, using: &random)
                bill += cost
                // Settled by either: the file is the one truth.
                try await ledgers[index].commit([
                    .attemptSettled(samples[0].settlement(of: attempt, cost: Money(picodollars: cost)))
                ])
                continue
            }
            let attempt = samples[index].attempt()
            let amount = Int64.random(in: 1...60, using: &random)
            let hold = BudgetHold(
                attempt: attempt.id, claims: claims,
                amount: BudgetAmount(usd: Money(picodollars: amount), tokens: 1, operations: 1),
                deadline: Timestamp(microseconds: .max))
            do {
                try await ledgers[index].commit([.budgetHeld(hold), .attemptStarted(attempt)])
                open.append((index, attempt, amount))
            } catch let error as LedgerError {
                #expect(error.code == .overBudget, "seed \(seed)")
                let held = open.reduce(0) { $0 + $1.2 }
                #expect(bill + held + amount > limit, "seed \(seed): refused although it fits")
            }
        }
        #expect(bill <= limit, "seed \(seed)")
        for ledger in ledgers {
            let status = try await ledger.budgetStatus(of: claims)[0]
            #expect(status.spent.usd.picodollars == bill, "seed \(seed)")
            #expect(status.reserved.usd.picodollars == open.reduce(0) { $0 + $1.2 }, "seed \(seed)")
        }
        #expect(try await ledgers[0].integrityCheck() == [])
    }

    @Test func `what another process spends is seen with the next commit, and of conversations the latest are listed`()
        async throws
    {
        let file = try TemporaryLedger()
        let ledgers = try (0..<2).map { _ in try SQLiteLedger(path: file.path) }
        let limit = BudgetLimits(usd: Money(picodollars: 1000))
        func spend(_ amount: Int64, through ledger: SQLiteLedger) async throws {
            let sample = LedgerSample()
            let attempt = sample.attempt()
            let hold = BudgetHold(
                attempt: attempt.id,
                claims: [
                    BudgetClaim(.global, limits: limit), BudgetClaim(.conversation(sample.conversation), limits: limit),
                ],
                amount: BudgetAmount(usd: Money(picodollars: amount), tokens: 1, operations: 1),
                deadline: Timestamp(microseconds: .max))
            try await ledger.commit([
                sample.start, sample.turnStart, .budgetHeld(hold), .attemptStarted(attempt),
                .attemptSettled(sample.settlement(of: attempt, cost: Money(picodollars: amount))),
            ])
        }
        func left(in ledger: SQLiteLedger) async throws -> Int64? {
            try await ledger.budgetAccounts(of: [.global, .day], at: SystemClock().now).first?.free.usd?.picodollars
        }
        try await spend(1, through: ledgers[0])
        #expect(try await left(in: ledgers[0]) == 999)
        try await spend(10, through: ledgers[1])
        #expect(try await left(in: ledgers[1]) == 989)
        try await spend(100, through: ledgers[0])
        #expect(try await left(in: ledgers[0]) == 889)
        for _ in 0..<BudgetStatus.mostConversations { try await spend(1, through: ledgers[1]) }
        let listed = try await ledgers[0].budgetAccounts(at: SystemClock().now)
        #expect(listed.count == BudgetStatus.mostConversations + 1)
        #expect(listed.allSatisfy { $0.scope == .global || $0.spent.usd == Money(picodollars: 1) })
    }

    @Test func `what a dead process held is charged at worst case, and nothing stays held`() async throws {
        let file = try TemporaryLedger()
        let dead = ProcessIdentity(pid: 4242, started: 1, boot: "then")
        let sample = LedgerSample()
        let claims = [BudgetClaim(.global, limits: BudgetLimits(usd: Money(dollars: 1)))]
        let attempt = sample.attempt()
        let worst = try #require(attempt.worstCase)
        let hold = BudgetHold(
            attempt: attempt.id, claims: claims, amount: BudgetAmount(usd: worst, tokens: 5296, operations: 1),
            deadline: Timestamp(microseconds: .max))
        try await SQLiteLedger(path: file.path, process: dead).commit([
            sample.start, sample.turnStart, .budgetHeld(hold), .attemptStarted(attempt),
        ])
        let ledger = try SQLiteLedger(path: file.path, isAlive: { $0 != dead })
        #expect(try await ledger.budgetStatus(of: claims)[0].reserved.usd == worst)
        #expect(try await ledger.recover().lostAttempts == [attempt.id])
        let status = try await ledger.budgetStatus(of: claims)[0]
        #expect(status.reserved == .zero)
        #expect(status.spent.usd == worst)
    }
}
