import AgentRuntime
import Money

extension LedgerModel {
    /// Holds an amount, unless the attempt was begun before.
    mutating func reserve(_ hold: BudgetHold, at time: Timestamp) throws(LedgerError) {
        guard attempts[hold.attempt] == nil else { return }
        guard !hold.amount.isNegative else {
            throw LedgerError(.inconsistent, "The ledger refused a fact: attempt \(hold.attempt) holds less than zero.")
        }
        for claim in hold.claims { open(claim.account) }
        switch budgets.reserve(hold, at: time) {
        case .held: return
        case .overridden(let changes): budgetChanges += changes
        case .refused(let refusal): throw LedgerError(refusal)
        }
    }

    /// Settles what was held for an attempt.
    mutating func release(_ settlement: AttemptSettlement) {
        guard let held = budgets.holds[settlement.id] else { return }
        let used = settlement.budgetAmount(held: held.amount)
        note(budgets.settle(settlement.id, used: used, at: settlement.settledAt))
        releases += 1
    }

    /// Gives back what is held for an attempt that was never begun.
    mutating func drop(_ attempt: AttemptID) {
        if attempts[attempt] == nil, budgets.drop(attempt) { releases += 1 }
    }

    /// Charges what is held past its deadline; what was never sent is given back.
    mutating func expireHolds(at time: Timestamp) {
        for (attempt, held) in budgets.holds where held.deadline <= time { drop(attempt) }
        note(budgets.expire(at: time).alerts)
    }

    mutating func note(_ due: [BudgetAlert]) {
        alerts += due
        for alert in due { storedAlerts.append(StoredAlert(id: Int64(storedAlerts.count + 1), alert: alert)) }
    }

    /// The alerts that have not come to their end at a sink, and when each is due there.
    func openAlerts(at sink: String, since: Timestamp) -> [(index: Int, due: Timestamp)] {
        storedAlerts.enumerated().compactMap { index, stored in
            guard stored.alert.at >= since else { return nil }
            guard let way = stored.deliveries.first(where: { $0.sink == sink }) else { return (index, stored.alert.at) }
            return way.dueAt.map { (index, $0) }
        }
    }

    /// Takes an answered message out of the queue.
    mutating func answer(_ id: MessageID) throws(LedgerError) {
        guard let index = queue.firstIndex(where: { $0.id == id }) else {
            throw LedgerError(
                .inconsistent, "The ledger refused a fact: message \(id) was answered by somebody else.")
        }
        queue.remove(at: index)
    }

    mutating func record(_ change: BudgetChange) {
        open(change.account)
        budgets.apply(change)
        budgetChanges.append(change)
        releases += 1
    }

    mutating func open(_ id: BudgetAccountID) {
        guard budgets.accounts[id] == nil else { return }
        budgets.open(BudgetAccount(id: id, spent: spentBefore(in: id)))
    }

    /// What attempts took before the account was first counted.
    private func spentBefore(in id: BudgetAccountID) -> BudgetAmount {
        let counted: (AttemptStart) -> Bool
        switch id.scope.kind {
        case .global: counted = { _ in true }
        case .day, .month: counted = { id.window.contains($0.startedAt) }
        case .conversation: counted = { $0.conversation.text == id.scope.name }
        case .run, .key, .tool, .tag: return .zero
        }
        return attempts.values.reduce(into: .zero) { sum, attempt in
            guard let settlement = attempt.settlement, counted(attempt.start) else { return }
            sum += settlement.budgetAmount(held: .zero)
        }
    }
}
