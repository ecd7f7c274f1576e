public import AgentRuntime

extension InMemoryLedger {
    /// How the claims' scopes stand; see `BudgetStore`.
    public func budgetStatus(of claims: [BudgetClaim]) async throws -> [BudgetStatus] {
        change { model in
            for claim in claims { model.open(claim.account) }
            return claims.map { model.budgets.status(of: $0) }
        }
    }

    /// How every account stands; see `BudgetStore`.
    public func budgetAccounts(at time: Timestamp) async throws -> [BudgetStatus] {
        change { model in
            model.budgets.accounts.values.filter { $0.id.window.contains(time) }.map(\.status)
                .sorted { $0.scope.description < $1.scope.description }
        }
    }

    /// The limits set by commands; see `BudgetStore`.
    public func budgetLimits() async throws -> [BudgetScope: BudgetLimits] { change { $0.budgets.limits } }

    /// Makes a change; see `BudgetStore`.
    public func record(_ change: BudgetChange) async throws { try log(.change(change)) }

    /// The latest changes; see `BudgetStore`.
    public func budgetChanges(limit: Int) async throws -> [BudgetChange] {
        change { Array($0.budgetChanges.reversed().prefix(max(0, limit))) }
    }

    /// Gives back what is held; see `BudgetStore`.
    public func releaseHold(of attempt: AttemptID) async throws { try log(.release(attempt)) }

    /// Notes that a budget is used up; see `BudgetStore`.
    public func noteExhausted(_ account: BudgetAccountID, of unit: BudgetUnit) async throws {
        try log(.exhaustion(account, unit, clock.now))
    }

    /// Charges holds past their deadline; see `BudgetStore`.
    @discardableResult
    public func expireHolds() async throws -> Int {
        let before = change { $0.budgets.holds.values.count(where: \.isExpired) }
        try log(.expiry(clock.now))
        return change { $0.budgets.holds.values.count(where: \.isExpired) } - before
    }

    /// The alerts that became due; see `BudgetStore`.
    public func takeBudgetAlerts() -> [BudgetAlert] {
        change { model in
            defer { model.alerts = [] }
            return model.alerts
        }
    }

    /// The alerts that were not delivered; see `BudgetStore`.
    public func undeliveredAlerts(limit: Int) async throws -> [UndeliveredAlert] {
        change { model in
            let open = model.allAlerts.enumerated().filter { !model.delivered.contains($0.offset) }
            return open.prefix(max(0, limit)).map { UndeliveredAlert(id: Int64($0.offset), alert: $0.element) }
        }
    }

    /// Notes that an alert was delivered; see `BudgetStore`.
    public func noteDelivered(_ id: Int64) async throws { change { _ = $0.delivered.insert(Int(id)) } }

    /// Puts a message off; see `BudgetStore`.
    public func enqueue(_ message: QueuedMessage) async throws {
        try change { model in
            guard model.queue.count < QueuedMessage.limit else { throw BudgetError.queueIsFull }
            if !model.queue.contains(where: { $0.id == message.id }) { model.queue.append(message) }
        }
    }

    /// The messages that wait; see `BudgetStore`.
    public func queuedMessages(limit: Int) async throws -> [QueuedMessage] {
        change { model in
            let ordered = model.queue.sorted {
                ($1.priority.rank, $0.queuedAt, $0.id) < ($0.priority.rank, $1.queuedAt, $1.id)
            }
            return Array(ordered.prefix(max(0, limit)))
        }
    }

    /// Takes a message out of the queue; see `BudgetStore`.
    public func dequeue(_ id: MessageID) async throws -> Bool {
        change { model in
            guard let index = model.queue.firstIndex(where: { $0.id == id }) else { return false }
            model.queue.remove(at: index)
            return true
        }
    }
}
