import AgentRuntime
import GRDB
import Money

extension LedgerWriter {
    /// Makes the holds among a caller's facts, before anything else of the caller is written.
    ///
    /// - Returns: the refusal, when a hold does not fit; then nothing was done.
    func admit(_ facts: [LedgerFact], _ db: Database) throws -> LedgerError? {
        var refusal: LedgerError?
        var isSecond = false
        for case .budgetHeld(let hold) in facts {
            try require(!isSecond, "one commit makes two holds")
            isSecond = true
            refusal = try reserve(hold, begun: conversationBegun(by: facts), db)
        }
        return refusal
    }

    /// The scope of the conversation that begins with the facts.
    private func conversationBegun(by facts: [LedgerFact]) -> BudgetScope? {
        guard case .conversationStarted(let record) = facts.first else { return nil }
        return .conversation(record.id)
    }

    /// - Parameter begun: the conversation that begins in the same commit: nothing was spent in it yet.
    private func reserve(_ hold: BudgetHold, begun: BudgetScope?, _ db: Database) throws -> LedgerError? {
        try require(!hold.amount.isNegative, "attempt \(hold.attempt) holds less than zero")
        let known = try statement(.attemptIsKnown, db)
        known.bind(1, hold.attempt)
        guard try known.first({ _ in true }) == nil else { return nil }
        try loadBudgets(db)
        for claim in hold.claims {
            if claim.account.scope == begun, try beginAccount(claim.account, db) { continue }
            try openAccount(claim.account, db)
        }
        switch budgets.book.reserve(hold, at: clock.now) {
        case .held: break
        case .overridden(let changes): for change in changes { try write(change, db) }
        case .refused(let refusal): return LedgerError(refusal)
        }
        let held = budgets.book.holds[hold.attempt]?.accounts ?? []
        budgets.touched.formUnion(held)
        let keys = held.compactMap { budgets.book.accounts[$0].map { String($0.key) } }
        let add = try statement(.addHold, db)
        add.bind(1, hold.attempt)
        add.bind(2, hold.amount)
        add.bind(5, hold.deadline.microseconds)
        add.bind(6, keys.joined(separator: ","))
        try add.run()
        return nil
    }

    /// Replaces what is held for an attempt by what it used.
    func release(_ settlement: AttemptSettlement, _ db: Database) throws {
        try loadBudgets(db)
        guard let held = budgets.book.holds[settlement.id] else { return }
        for id in held.accounts { try openAccount(id, db) }
        budgets.touched.formUnion(held.accounts)
        let used = settlement.budgetAmount(held: held.amount)
        let due = budgets.book.settle(settlement.id, used: used, at: settlement.settledAt)
        let remove = try statement(.removeHold, db)
        remove.bind(1, settlement.id)
        try remove.run()
        try note(due, db)
        budgets.isReleased = true
    }

    /// Writes the accounts that the transaction changed.
    func writeBudgets(_ db: Database) throws {
        guard budgets.book.hasChanges else { return }
        for account in budgets.book.takeChanged() {
            budgets.touched.insert(account.id)
            let update = try statement(.updateAccount, db)
            update.bind(1, account.key)
            update.bind(2, account.base)
            update.bind(5, account.raised)
            update.bind(8, account.spent)
            update.bind(11, account.thresholds.map(String.init).joined(separator: ","))
            update.bind(12, account.alerted)
            try update.run()
        }
    }

    /// Tells what the transaction had to tell, now that it is durable.
    func publishBudgets() {
        if budgets.isBoardStale {
            outbox.board.clear()
            budgets.isBoardStale = false
        }
        outbox.board.put(limits: budgets.isLoaded ? budgets.book.limits : nil)
        if !budgets.touched.isEmpty {
            outbox.board.put(budgets.touched.lazy.compactMap { self.budgets.book.accounts[$0] })
            budgets.touched.removeAll(keepingCapacity: true)
        }
        if !budgets.alerts.isEmpty {
            outbox.put(budgets.alerts)
            budgets.alerts = []
        }
        if budgets.isReleased {
            budgets.isReleased = false
            outbox.signal.advance()
        }
        if budgets.book.accounts.count > BudgetCache.limit { budgets = BudgetCache() }
    }

    /// Keeps alerts with the commit that made them due.
    func note(_ alerts: [BudgetAlert], _ db: Database) throws {
        for alert in alerts {
            let add = try statement(.addAlert, db)
            add.bind(1, alert.account)
            add.bind(4, alert.threshold)
            add.bind(5, alert.unit.rawValue)
            add.bind(6, alert.spent)
            add.bind(9, alert.limits)
            add.bind(12, alert.at.microseconds)
            try add.run()
        }
        budgets.alerts += alerts
    }

    func write(_ change: BudgetChange, _ db: Database) throws {
        let add = try statement(.addChange, db)
        add.bind(1, change.at.microseconds)
        add.bind(2, change.account)
        add.bind(5, change.action.rawValue)
        add.bind(6, change.limits)
        add.bind(9, change.who)
        add.bind(10, change.reason)
        try add.run()
    }

    /// Reads limits and holds, unless they are remembered.
    func loadBudgets(_ db: Database) throws {
        guard !budgets.isLoaded else { return }
        budgets.book.open(try BudgetReader(db).limits())
        let holds = try statement(.allHolds, db).all(BudgetRows.hold)
        var ids: [Int64: BudgetAccountID] = [:]
        for key in Set(holds.flatMap(\.keys)) {
            let find = try statement(.accountByKey, db)
            find.bind(1, key)
            guard let account = try find.first(BudgetRows.account) else { continue }
            ids[key] = account.id
            budgets.book.open(account)
        }
        for (attempt, held, keys) in holds {
            var held = held
            held.accounts = keys.compactMap { ids[$0] }
            budgets.book.open(held, of: attempt)
        }
        budgets.isLoaded = true
    }

    /// The limits as they are in the file, when they are known without reading them.
    func rememberedLimits(_ db: Database) throws -> [BudgetScope: BudgetLimits]? {
        guard budgets.isLoaded, try isCurrent(db) else { return nil }
        return budgets.book.limits
    }

    /// Takes up an account, beginning it with what was spent before it was first counted.
    func openAccount(_ id: BudgetAccountID, _ db: Database) throws {
        guard budgets.book.accounts[id] == nil else { return }
        let find = try statement(.findAccount, db)
        find.bind(1, id)
        if let account = try find.first(BudgetRows.account) { return budgets.book.open(account) }
        // What earlier callers of this transaction spent is in the totals only when they are written.
        try writeTotals(db)
        try beginAccount(id, spent: try BudgetReader(db).spentBefore(in: id), db)
    }

    /// Begins an account unless there is one.
    ///
    /// - Returns: whether there was none.
    @discardableResult
    private func beginAccount(
        _ id: BudgetAccountID, spent: BudgetAmount = .zero, _ db: Database
    ) throws -> Bool {
        guard budgets.book.accounts[id] == nil else { return false }
        let add = try statement(.addAccount, db)
        add.bind(1, id)
        add.bind(4, spent)
        guard let key = try add.insertIfNew() else { return false }
        budgets.book.begin(BudgetAccount(id: id, key: key, spent: spent))
        return true
    }
}
