import NIOConcurrencyHelpers

/// Writes a run's facts. A fact may wait to be written together with the next ones, in order, when nothing is shown or
/// done in between that must not outlive it.
final class RunJournal: Sendable {
    private let ledger: any LedgerStore
    private let waiting = NIOLockedValueBox<[LedgerFact]>([])
    private let written = NIOLockedValueBox(false)

    init(ledger: any LedgerStore) { self.ledger = ledger }

    /// Writes `fact` with the next commit.
    func join(_ fact: LedgerFact) { waiting.withLockedValue { $0.append(fact) } }

    /// Writes everything that waits, then `facts`; returns when they are durable.
    func commit(_ facts: [LedgerFact]) async throws {
        let all = waiting.withLockedValue { waiting in
            defer { waiting = [] }
            return waiting + facts
        }
        guard !all.isEmpty else { return }
        do {
            try await ledger.commit(all)
        } catch let error as LedgerError where error.code == .overBudget {
            // The call is refused, not what happened before it: that waits for the next commit.
            waiting.withLockedValue { $0 = all.dropLast(facts.count) + $0 }
            throw error
        }
        written.withLockedValue { $0 = true }
    }

    /// Whether anything has been written.
    var hasWritten: Bool { written.withLockedValue { $0 } }
}
