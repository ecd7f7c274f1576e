import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import RunLedger

@Suite struct ConcurrencyTests {
    @Test func `64 writers at once keep each its order and lose nothing`() async throws {
        let file = try TemporaryLedger()
        let ledger = try SQLiteLedger(path: file.path)
        let samples = (0..<64).map { _ in LedgerSample() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sample in samples {
                group.addTask {
                    try await ledger.commit([sample.start, sample.turnStart])
                    for number in 0..<40 {
                        let attempt = sample.attempt()
                        try await ledger.commit([.attemptStarted(attempt)])
                        try await ledger.commit([
                            .attemptSettled(sample.settlement(of: attempt, cost: Money(picodollars: 3))),
                            .messageAdded(sample.message("\(number)")),
                        ])
                    }
                }
            }
            try await group.waitForAll()
        }
        for sample in samples {
            let stored = try await ledger.conversation(sample.conversation)
            #expect(stored?.messages.map(\.message.text) == (0..<40).map { "\($0)" })
            let spend = try await ledger.spend(SpendFilter(conversation: sample.conversation))
            #expect(spend.cost == Money(picodollars: 120))
        }
        #expect(try await ledger.spend(SpendFilter()).cost == Money(picodollars: 64 * 120))
        #expect(try await ledger.integrityCheck() == [])
    }

    @Test func `one caller's bad facts do not disturb the callers they share a transaction with`() async throws {
        let ledger = try SQLiteLedger(inMemory: SystemClock())
        let samples = (0..<200).map { _ in LedgerSample() }
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (index, sample) in samples.enumerated() {
                group.addTask {
                    do {
                        // Every third refers to a turn that is not there, after a fact that alone would be good.
                        try await ledger.commit(
                            [sample.start] + (index % 3 == 0 ? [sample.turnEnd] : [sample.turnStart]))
                        return false
                    } catch let error as LedgerError where error.code == .inconsistent { return true }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(refused == 67)
        #expect(try await ledger.conversations(limit: 999).count == 133)
    }

    @Test func `a cancelled task's commit is still made`() async throws {
        let ledger = try SQLiteLedger(inMemory: SystemClock())
        let sample = LedgerSample()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                withUnsafeCurrentTask { $0?.cancel() }
                #expect(Task.isCancelled)
                try await ledger.commit([sample.start])
            }
            try await group.waitForAll()
        }
        #expect(try await ledger.conversations(limit: 9).count == 1)
    }
}
