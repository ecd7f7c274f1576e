import AgentRuntime
import FarthingTesting
import Testing

@testable import RunLedger

/// Random histories on the SQLite ledger and on the one in memory, which says what is right.
@Suite struct LedgerPropertyTests {
    @Test(arguments: 0..<16)
    func `any history reads the same from SQLite as from memory`(_ run: Int) async throws {
        let seed = UInt64.random(in: 0...(.max))
        var facts = RandomFacts(seed: seed)
        let clock = ManualClock()
        let oracle = InMemoryLedger(clock: clock)
        let file = try TemporaryLedger()
        var process = ProcessIdentity(pid: 1, started: 1, boot: "test")
        func open() throws -> SQLiteLedger {
            let living = process
            return try SQLiteLedger(path: file.path, clock: clock, process: living, isAlive: { $0 == living })
        }
        var ledger = try open()
        var accepted = 0
        let beginnings = facts.beginnings()
        try await oracle.commit(beginnings)
        try await ledger.commit(beginnings)
        for step in 0..<300 {
            let context: Comment = "seed \(seed), step \(step)"
            switch facts.number(0..<40) {
            case 0:
                // The process dies, and another one takes over.
                process.pid += 1
                ledger = try open()
                try oracle.abandonOpenWork()
            case 1: ledger = try open()
            case 2:
                clock.advance(by: .seconds(1))
                let report = try await oracle.recover()
                #expect(try await ledger.recover() == report, context)
            case 3 where step > 200:
                let id = facts.conversation()
                try await oracle.delete(id)
                try await ledger.delete(id)
            case 4: try await ledger.rebuildTotals()
            case 6: try ledger.fold(atMost: facts.number(1..<6))
            case 5: try await compare(ledger, oracle, &facts, context)
            default:
                let batch = (0..<facts.number(1..<4)).map { _ in facts.fact() }
                let (expected, found) = (await code(oracle, batch), await code(ledger, batch))
                #expect(found == expected, "\(context): \(batch)")
                accepted += expected == nil ? 1 : 0
            }
        }
        try await compare(ledger, oracle, &facts, "seed \(seed), at the end")
        try await ledger.rebuildTotals()
        try await compare(ledger, oracle, &facts, "seed \(seed), totals rebuilt")
        #expect(try await ledger.integrityCheck() == [])
        #expect(accepted > 20)
    }

    private func code(_ store: any LedgerStore, _ facts: [LedgerFact]) async -> LedgerError.Code? {
        do {
            try await store.commit(facts)
            return nil
        } catch { return (error as? LedgerError)?.code ?? .failed }
    }

    private func costs(_ book: any CostBook, _ query: CostQuery) async -> Result<CostReport, CostQueryError>? {
        do { return .success(try await book.costs(query)) } catch {
            return (error as? CostQueryError).map { .failure($0) }
        }
    }

    private func compare(
        _ ledger: SQLiteLedger, _ oracle: InMemoryLedger, _ facts: inout RandomFacts, _ context: Comment
    ) async throws {
        let list = try await oracle.conversations(limit: 9)
        #expect(try await ledger.conversations(limit: 9) == list, context)
        for id in list.map(\.record.id) + [facts.conversation()] {
            #expect(try await ledger.conversation(id) == oracle.conversation(id), context)
            #expect(try await ledger.facts(of: id) == oracle.facts(of: id), context)
            #expect(try await ledger.compactions(of: id) == oracle.compactions(of: id), context)
            let filter = SpendFilter(conversation: id)
            #expect(try await ledger.spend(filter) == oracle.spend(filter), context)
        }
        for _ in 0..<6 {
            let filter = facts.filter()
            #expect(try await ledger.spend(filter) == oracle.spend(filter), "\(context): \(filter)")
            let limit = facts.number(0..<30)
            #expect(
                try await ledger.attempts(filter, limit: limit) == oracle.attempts(filter, limit: limit),
                "\(context): \(filter)")
        }
        for _ in 0..<6 {
            let query = facts.costQuery()
            #expect(await costs(ledger, query) == costs(oracle, query), "\(context): \(query)")
        }
        for number in 0..<4 {
            let id = DecisionID("d-\(number)")
            #expect(try await ledger.decision(id) == oracle.decision(id), context)
        }
    }
}
