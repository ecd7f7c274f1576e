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
            // This ledger does not know which conversations began last: it lists so many of them.
            let accounts = model.budgets.accounts.values.filter { $0.id.window.contains(time) }
            let isShared = { (account: BudgetAccount) in account.id.scope.kind != .conversation }
            return
                (accounts.filter(isShared)
                + accounts.filter { !isShared($0) }.prefix(BudgetStatus.mostConversations)).map(\.status)
                .sorted { $0.scope.description < $1.scope.description }
        }
    }

    /// How some scopes stand; see `BudgetStore`.
    public func budgetAccounts(of scopes: [BudgetScope], at time: Timestamp) async throws -> [BudgetStatus] {
        change { model in
            scopes.flatMap { scope in
                model.budgets.accounts.values.filter { $0.id.scope == scope && $0.id.window.contains(time) }
            }.map(\.status)
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
    public func noteExhausted(
        _ account: BudgetAccountID, of unit: BudgetUnit, limits: BudgetLimits
    ) async throws {
        try log(.exhaustion(account, unit, limits, clock.now))
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

    /// Takes an alert that is due; see `BudgetStore`.
    public func claimAlert(for sink: String, since: Timestamp, until: Timestamp) async throws -> ClaimedAlert? {
        let now = clock.now
        return change { model in
            guard let index = model.openAlerts(at: sink, since: since).first(where: { $0.due <= now })?.index else {
                return nil
            }
            let number = (model.storedAlerts[index].deliveries.first { $0.sink == sink }?.tries ?? 0) + 1
            model.storedAlerts[index].deliveries.removeAll { $0.sink == sink }
            model.storedAlerts[index].deliveries.append(AlertDelivery(sink: sink, tries: number, dueAt: until))
            let stored = model.storedAlerts[index]
            return ClaimedAlert(id: stored.id, alert: stored.alert, sink: sink, number: number)
        }
    }

    /// Notes what became of a try; see `BudgetStore`.
    public func note(_ outcome: AlertOutcome, of claim: ClaimedAlert) async throws {
        let now = clock.now
        change { model in
            guard let index = model.storedAlerts.firstIndex(where: { $0.id == claim.id }),
                let way = model.storedAlerts[index].deliveries.firstIndex(where: { $0.sink == claim.sink })
            else { return }
            var delivery = model.storedAlerts[index].deliveries[way]
            guard delivery.deliveredAt == nil, delivery.tries == claim.number || outcome == .delivered else { return }
            switch outcome {
            case .delivered:
                delivery.dueAt = nil
                delivery.deliveredAt = now
                delivery.problem = nil
            case .failed(let problem, let retryAt):
                delivery.dueAt = retryAt
                delivery.problem = problem
            }
            model.storedAlerts[index].deliveries[way] = delivery
        }
    }

    /// When the next alert is due; see `BudgetStore`.
    public func nextAlertDue(for sink: String, since: Timestamp) async throws -> Timestamp? {
        change { model in model.openAlerts(at: sink, since: since).map(\.due).min() }
    }

    /// The latest alerts; see `BudgetStore`.
    public func storedAlerts(limit: Int) async throws -> [StoredAlert] {
        change { Array($0.storedAlerts.reversed().prefix(max(0, limit))) }
    }

    /// Puts a message off; see `BudgetStore`.
    public func enqueue(_ message: QueuedMessage) async throws {
        try change { model in
            guard model.queue.count < QueuedMessage.limit else { throw BudgetError.queueIsFull }
            if !model.queue.contains(where: { $0.id == message.id }) { model.queue.append(message) }
        }
        queueSignal.advance()
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

    /// Takes a message to answer it; see `BudgetStore`.
    public func claimQueued(_ id: MessageID, until: Timestamp) async throws -> Bool {
        let now = clock.now
        return change { model in
            guard model.queue.contains(where: { $0.id == id }) else { return false }
            if let claim = model.queueClaims[id], claim > now { return false }
            model.queueClaims[id] = until
            return true
        }
    }

    /// Gives a message back; see `BudgetStore`.
    public func returnQueued(_ id: MessageID, until: Timestamp, isFailure: Bool) async throws {
        change { model in
            model.queueClaims[id] = until
            guard isFailure, let index = model.queue.firstIndex(where: { $0.id == id }) else { return }
            model.queue[index].failures += 1
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
