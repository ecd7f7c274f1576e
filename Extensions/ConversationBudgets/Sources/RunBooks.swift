import AgentRuntime
import NIOConcurrencyHelpers

/// The budgets of single runs. A run lives in one process and is over with it, so its budget needs no ledger: the same
/// rules, in memory, shared by the run and its subordinates.
final class RunBooks: Sendable {
    private let books = NIOLockedValueBox<[TurnID: BudgetBook]>([:])

    /// Begins the budget of a run, unless it is begun, with the limits that were set by commands.
    func open(_ run: TurnID, _ budgets: any BudgetStore) async throws {
        guard books.withLockedValue({ $0[run] == nil }) else { return }
        let limits = try await budgets.budgetLimits()
        books.withLockedValue { books in
            if books[run] == nil { books[run, default: BudgetBook()].open(limits) }
        }
    }

    /// Holds an amount in the budget of a run.
    ///
    /// - Returns: the refusal, when it does not fit.
    func reserve(_ hold: BudgetHold, of run: TurnID, at time: Timestamp) -> BudgetRefusal? {
        books.withLockedValue { books in
            guard case .refused(let refusal) = books[run]?.reserve(hold, at: time) else {
                return nil
            }
            return refusal
        }
    }

    /// How the budget of a run stands.
    func status(of claim: BudgetClaim, of run: TurnID) -> BudgetStatus {
        books.withLockedValue { ($0[run] ?? BudgetBook()).status(of: claim) }
    }

    /// Replaces what is held for an attempt by what it used.
    func settle(_ record: AttemptRecord, of run: TurnID) {
        guard let settlement = record.settlement else { return }
        books.withLockedValue { books in
            guard let held = books[run]?.holds[settlement.id] else { return }
            let used = settlement.budgetAmount(held: held.amount)
            _ = books[run]?.settle(settlement.id, used: used, at: settlement.settledAt)
        }
    }

    /// Gives back what is held for an attempt that was not sent.
    func drop(_ attempt: AttemptID, of run: TurnID) { books.withLockedValue { _ = $0[run]?.drop(attempt) } }

    /// Raises the budget of a run.
    func record(_ change: BudgetChange, of run: TurnID) { books.withLockedValue { $0[run]?.apply(change) } }

    /// Forgets a run that is over.
    private func close(_ run: TurnID) { books.withLockedValue { $0[run] = nil } }

    /// Closes a run's book when it is let go of, however the run ends and whatever its last handlers still spend: what
    /// the runtime keeps of a run's registrations it drops when the run is closed.
    final class Lease: Sendable {
        private let books: RunBooks
        /// Nil for a subordinate, which spends from its root's book.
        private let run: TurnID?

        init(_ books: RunBooks, _ run: Run) {
            self.books = books
            self.run = run.turn == run.root ? run.turn : nil
        }

        deinit { if let run { books.close(run) } }
    }
}
