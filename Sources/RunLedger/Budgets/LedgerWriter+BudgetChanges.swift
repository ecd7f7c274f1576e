import AgentRuntime
import GRDB

extension LedgerWriter {
    /// Windows of a scope whose alerts are looked at again when its limit changes.
    private static let windowsRearmed = 16

    /// Makes a change that a person or a program asked for.
    func record(_ change: BudgetChange, in db: Database) throws {
        try transaction(in: db, facts: 0) {
            try loadBudgets(db)
            let scope = change.account.scope
            if change.action == .add { try openAccount(change.account, db) }
            let find = try PreparedStatement(
                db,
                """
                SELECT \(BudgetRows.accountColumns) FROM budget_account WHERE scope = ?1
                ORDER BY window_start DESC LIMIT \(Self.windowsRearmed)
                """)
            find.bind(1, scope.description)
            for account in try find.all(BudgetRows.account) where budgets.book.accounts[account.id] == nil {
                budgets.book.open(account)
            }
            budgets.book.apply(change)
            try write(change, db)
            try writeLimits(of: scope, db)
            budgets.isReleased = true
        }
    }

    /// Says once a window that a budget is used up.
    func exhaust(_ id: BudgetAccountID, of unit: BudgetUnit, limits: BudgetLimits, in db: Database) throws {
        try transaction(in: db, facts: 0) {
            try loadBudgets(db)
            try openAccount(id, db)
            let alert = budgets.book.exhaust(id, of: unit, limits: limits, at: clock.now)
            if let alert { try note([alert], db) }
        }
    }

    /// Charges holds past their deadline at worst case.
    func expireHolds(in db: Database) throws -> Int {
        let now = clock.now
        let late = try PreparedStatement(
            db, "SELECT EXISTS (SELECT 1 FROM budget_hold WHERE is_expired = 0 AND deadline <= ?1)")
        late.bind(1, now.microseconds)
        guard try late.first({ $0.bool(0) }) == true else { return 0 }
        return try transaction(in: db, facts: 0) {
            try loadBudgets(db)
            for (attempt, held) in budgets.book.holds where held.deadline <= now { try dropUnsent(attempt, db) }
            let (attempts, due) = budgets.book.expire(at: now)
            for attempt in attempts {
                let update = try PreparedStatement(
                    cached: db, "UPDATE budget_hold SET is_expired = 1 WHERE attempt = ?1")
                update.bind(1, attempt)
                try update.run()
            }
            try note(due, db)
            return attempts.count
        }
    }

    /// Gives back what is held for an attempt that was never begun.
    func releaseHold(of attempt: AttemptID, in db: Database) throws {
        try transaction(in: db, facts: 0) {
            try loadBudgets(db)
            try dropUnsent(attempt, db)
        }
    }

    private func dropUnsent(_ attempt: AttemptID, _ db: Database) throws {
        guard budgets.book.holds[attempt] != nil else { return }
        let known = try statement(.attemptIsKnown, db)
        known.bind(1, attempt)
        guard try known.first({ _ in true }) == nil else { return }
        for id in budgets.book.holds[attempt]?.accounts ?? [] { try openAccount(id, db) }
        budgets.book.drop(attempt)
        let remove = try statement(.removeHold, db)
        remove.bind(1, attempt)
        try remove.run()
        budgets.isReleased = true
    }

    private func writeLimits(of scope: BudgetScope, _ db: Database) throws {
        guard let limits = budgets.book.limits[scope] else {
            let remove = try PreparedStatement(db, "DELETE FROM budget_limit WHERE scope = ?1")
            remove.bind(1, scope.description)
            try remove.run()
            return
        }
        let set = try PreparedStatement(
            db,
            """
            INSERT INTO budget_limit (scope, usd, tokens, operations) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET usd = excluded.usd, tokens = excluded.tokens, operations = excluded.operations
            """)
        set.bind(1, scope.description)
        set.bind(2, limits)
        try set.run()
    }
}
