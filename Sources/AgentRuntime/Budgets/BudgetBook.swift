import Money

/// The rules of budgets as plain values: what may be held, what settling does, which alerts are due.
///
/// For every account and unit, after every event: limit = spent + reserved + free. A hold is made in every account or
/// in none. A store keeps a book of what it has read, makes every change through it, and writes what `takeChanged`
/// names in the same transaction as the change itself.
public struct BudgetBook: Sendable {
    /// A hold that is not settled.
    public struct Held: Sendable, Hashable {
        /// The accounts that hold it.
        public var accounts: [BudgetAccountID]
        /// How much each holds.
        public var amount: BudgetAmount
        /// When it is charged at worst case although nobody settled it.
        public var deadline: Timestamp
        /// Past its deadline it counts as spent, until it is settled.
        public var isExpired: Bool

        /// Makes a hold.
        public init(
            accounts: [BudgetAccountID], amount: BudgetAmount, deadline: Timestamp, isExpired: Bool = false
        ) {
            self.accounts = accounts
            self.amount = amount
            self.deadline = deadline
            self.isExpired = isExpired
        }
    }

    /// The accounts that are open.
    public private(set) var accounts: [BudgetAccountID: BudgetAccount] = [:]
    /// What is held, by attempt.
    public private(set) var holds: [AttemptID: Held] = [:]
    /// Limits that were set by commands.
    public private(set) var limits: [BudgetScope: BudgetLimits] = [:]
    private var changed: Set<BudgetAccountID> = []

    /// Makes an empty book.
    public init() {}

    /// Takes up an account as it is stored. Holds of it that are known already count as reserved.
    public mutating func open(_ account: BudgetAccount) {
        var account = account
        account.reserved = holds.values.reduce(into: .zero) { sum, held in
            if !held.isExpired, held.accounts.contains(account.id) { sum += held.amount }
        }
        accounts[account.id] = account
    }

    /// Takes up an account that was not there before: nothing is held in it.
    public mutating func begin(_ account: BudgetAccount) { accounts[account.id] = account }

    /// Takes up a hold as it is stored.
    public mutating func open(_ held: Held, of attempt: AttemptID) {
        guard holds.updateValue(held, forKey: attempt) == nil, !held.isExpired else { return }
        for id in held.accounts { accounts[id]?.reserved += held.amount }
    }

    /// Takes up the limits that were set by commands.
    public mutating func open(_ limits: [BudgetScope: BudgetLimits]) { self.limits = limits }

    /// The accounts that differ from what is stored, in no order.
    public mutating func takeChanged() -> [BudgetAccount] {
        guard !changed.isEmpty else { return [] }
        defer { changed.removeAll(keepingCapacity: true) }
        return changed.compactMap { accounts[$0] }
    }

    /// Whether an account was changed since `takeChanged`.
    public var hasChanges: Bool { !changed.isEmpty }

    /// How a claim's scope stands; one that is not open counts as untouched.
    public func status(of claim: BudgetClaim) -> BudgetStatus {
        var account = accounts[claim.account] ?? BudgetAccount(id: claim.account)
        update(&account, by: claim)
        return account.status
    }

    /// Holds an amount in every account of the hold, all or none. The accounts must be open, or are new. For an attempt
    /// that holds already, it is held in the accounts that are new to it.
    ///
    /// - Returns: the refusal, or what was let past a limit by the hold's override.
    public mutating func reserve(_ hold: BudgetHold, at time: Timestamp) -> Outcome {
        var hold = hold
        let earlier = holds[hold.attempt]
        if let earlier {
            hold.claims.removeAll { earlier.accounts.contains($0.account) }
            hold.amount = earlier.amount
            guard !hold.claims.isEmpty, !earlier.isExpired else { return .held }
        }
        let claimed = hold.claims.map { claim in
            var account = accounts[claim.account] ?? BudgetAccount(id: claim.account)
            update(&account, by: claim)
            return account
        }
        var overrides: [BudgetChange] = []
        if let refusal = BudgetRefusal(hold.amount, in: claimed.map(\.status)) {
            let refusing = claimed.filter { $0.status.unit(refusing: hold.amount) != nil }
            guard let override = hold.override,
                refusing.allSatisfy({ override.scopes?.contains($0.id.scope) ?? true })
            else { return .refused(refusal) }
            overrides = refusing.map { account in
                BudgetChange(
                    at: time, account: account.id, action: .override,
                    limits: BudgetLimits(
                        usd: hold.amount.usd, tokens: hold.amount.tokens, operations: hold.amount.operations),
                    who: override.who, reason: override.reason)
            }
        }
        for var account in claimed {
            let known = accounts[account.id]
            // What only holds change is not stored with the account.
            if known != account { changed.insert(account.id) }
            account.reserved += hold.amount
            accounts[account.id] = account
        }
        holds[hold.attempt] = Held(
            accounts: (earlier?.accounts ?? []) + hold.claims.map(\.account), amount: hold.amount,
            deadline: earlier?.deadline ?? hold.deadline)
        return overrides.isEmpty ? .held : .overridden(overrides)
    }

    /// What became of a hold.
    public enum Outcome: Sendable, Hashable {
        /// Every account holds it.
        case held
        /// Every account holds it, those named past their limit.
        case overridden([BudgetChange])
        /// No account holds it.
        case refused(BudgetRefusal)
    }

    /// Replaces a hold by what was used; nothing happens for an attempt without one.
    ///
    /// - Returns: the alerts that are due.
    public mutating func settle(_ attempt: AttemptID, used: BudgetAmount, at time: Timestamp) -> [BudgetAlert] {
        guard let held = holds.removeValue(forKey: attempt) else { return [] }
        var alerts: [BudgetAlert] = []
        for id in held.accounts {
            guard var account = accounts[id] else { continue }
            if held.isExpired { account.spent -= held.amount } else { account.reserved -= held.amount }
            account.spent += used
            alerts += account.takeAlerts(at: time)
            accounts[id] = account
            changed.insert(id)
        }
        return alerts
    }

    /// Gives back what is held for an attempt that was never sent.
    ///
    /// - Returns: whether anything was held.
    @discardableResult
    public mutating func drop(_ attempt: AttemptID) -> Bool {
        guard let held = holds.removeValue(forKey: attempt) else { return false }
        for id in held.accounts {
            if held.isExpired {
                accounts[id]?.spent -= held.amount
                changed.insert(id)
            } else {
                accounts[id]?.reserved -= held.amount
            }
        }
        return true
    }

    /// Charges holds past their deadline at worst case, until they are settled after all.
    ///
    /// - Returns: their attempts, and the alerts that are due.
    public mutating func expire(at time: Timestamp) -> (attempts: [AttemptID], alerts: [BudgetAlert]) {
        let late = holds.filter { !$0.value.isExpired && $0.value.deadline <= time }
        var alerts: [BudgetAlert] = []
        for (attempt, held) in late {
            holds[attempt]?.isExpired = true
            for id in held.accounts {
                guard var account = accounts[id] else { continue }
                account.reserved -= held.amount
                account.spent += held.amount
                alerts += account.takeAlerts(at: time)
                accounts[id] = account
                changed.insert(id)
            }
        }
        return (late.keys.sorted(), alerts)
    }

    /// Says once a window that a budget is used up, although its limit is not quite reached.
    ///
    /// - Parameter limits: those that refused a call; an account that was never held in does not know them itself.
    public mutating func exhaust(
        _ id: BudgetAccountID, of unit: BudgetUnit, limits: BudgetLimits? = nil, at time: Timestamp
    ) -> BudgetAlert? {
        guard var alert = accounts[id]?.takeExhaustion(of: unit, at: time) else { return nil }
        alert.limits = limits ?? alert.limits
        changed.insert(id)
        return alert
    }

    /// Makes a change. The account it names must be open for `add`.
    public mutating func apply(_ change: BudgetChange) {
        let scope = change.account.scope
        switch change.action {
        case .override: return
        case .set:
            var limits = limits[scope] ?? .unlimited
            limits.usd = change.limits.usd ?? limits.usd
            limits.tokens = change.limits.tokens ?? limits.tokens
            limits.operations = change.limits.operations ?? limits.operations
            self.limits[scope] = limits
            // What is set is the limit: earlier raises are part of what it replaces.
            for id in accounts.keys where id.scope == scope {
                if change.limits.usd != nil { accounts[id]?.raised.usd = .zero }
                if change.limits.tokens != nil { accounts[id]?.raised.tokens = 0 }
                if change.limits.operations != nil { accounts[id]?.raised.operations = 0 }
            }
        case .add:
            var account = accounts[change.account] ?? BudgetAccount(id: change.account)
            account.raised += BudgetAmount(
                usd: change.limits.usd ?? .zero, tokens: change.limits.tokens ?? 0,
                operations: change.limits.operations ?? 0)
            accounts[change.account] = account
        case .remove:
            limits[scope] = nil
            for id in accounts.keys where id.scope == scope { accounts[id]?.raised = .zero }
        }
        for var account in accounts.values where account.id.scope == scope || account.id.scope.general == scope {
            if let set = setLimits(of: account.id.scope) { account.base = set.over(account.base).lifted }
            account.rearm()
            accounts[account.id] = account
            changed.insert(account.id)
        }
    }

    /// The limits set by commands for a scope, its own before the general ones.
    private func setLimits(of scope: BudgetScope) -> BudgetLimits? {
        let general = scope.general.flatMap { limits[$0] }
        guard let own = limits[scope] else { return general }
        return general.map { own.over($0) } ?? own
    }

    private func update(_ account: inout BudgetAccount, by claim: BudgetClaim) {
        let base = setLimits(of: claim.account.scope)?.over(claim.limits).lifted ?? claim.limits
        if base != account.base { account.base = base }
        account.setThresholds(claim.thresholds)
    }
}

extension BudgetLimits {
    /// These limits, and where there is none the other's.
    fileprivate func over(_ other: BudgetLimits) -> BudgetLimits {
        BudgetLimits(
            usd: usd ?? other.usd, tokens: tokens ?? other.tokens, operations: operations ?? other.operations)
    }

    /// Without the limits that were lifted by a command.
    fileprivate var lifted: BudgetLimits {
        BudgetLimits(
            usd: usd == .max ? nil : usd, tokens: tokens == .max ? nil : tokens,
            operations: operations == .max ? nil : operations)
    }
}
