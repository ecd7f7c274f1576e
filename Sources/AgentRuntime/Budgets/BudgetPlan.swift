/// What happens to a call that does not fit into a budget, once neither a shorter answer nor waiting helps.
public enum BudgetPolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is refused with a typed error.
    case block
    /// The next model that can be afforded is asked; refused when there is none.
    case downgrade
    /// Its message is put off and answered when there is money; the call is refused.
    case queue
    /// The person decides: add money, downgrade, or stop. Refused where nobody is there.
    case ask
}

/// The budgets as the settings want them: which scopes a call counts against, with which limits.
public struct BudgetPlan: Sendable {
    /// A scope's limits and what happens at them.
    public struct Rule: Sendable, Hashable {
        /// The limits.
        public var limits: BudgetLimits
        /// What happens at them.
        public var policy: BudgetPolicy
        /// Whether a call of high priority may pass them; each time is recorded.
        public var yieldsToPriority: Bool

        /// Makes a rule; by default nothing is limited.
        public init(
            _ limits: BudgetLimits = .unlimited, policy: BudgetPolicy = .block, yieldsToPriority: Bool = false
        ) {
            self.limits = limits
            self.policy = policy
            self.yieldsToPriority = yieldsToPriority
        }
    }

    /// The rules by scope; `eachConversation` and `eachRun` stand for every conversation and run.
    public var rules: [BudgetScope: Rule]
    /// Where days begin and end.
    public var days: BudgetCalendar
    /// Where months begin and end.
    public var months: BudgetCalendar
    /// The parts of a limit at which an alert is given, in thousandths.
    public var thresholds: [Int]
    /// How long a call waits for money that calls in flight may free.
    public var longestWait: Duration

    /// Makes a plan; by default nothing is limited.
    public init(
        rules: [BudgetScope: Rule] = [:], days: BudgetCalendar = .utc, months: BudgetCalendar = .utc,
        thresholds: [Int] = [800, 950], longestWait: Duration = .seconds(300)
    ) {
        self.rules = rules
        self.days = days
        self.months = months
        self.thresholds = thresholds
        self.longestWait = longestWait
    }

    /// The rule for a scope: its own, or the general one.
    public func rule(for scope: BudgetScope) -> Rule {
        rules[scope] ?? scope.general.flatMap { rules[$0] } ?? Rule()
    }

    /// The claim of a scope at an instant.
    public func claim(for scope: BudgetScope, at time: Timestamp) -> BudgetClaim {
        BudgetClaim(
            scope, window: window(of: scope, at: time), limits: rule(for: scope).limits, thresholds: thresholds)
    }

    /// The window of a scope that an instant lies in.
    public func window(of scope: BudgetScope, at time: Timestamp) -> BudgetWindow {
        switch scope.kind {
        case .day: days.day(containing: time)
        case .month: months.month(containing: time)
        default: .forever
        }
    }

    /// What a call counts against. Everything is counted, also where nothing is limited: a limit that is set later
    /// then knows what is gone.
    public func claims(
        conversation: ConversationID?, key: String? = nil, tool: String? = nil, tags: [String] = [], at time: Timestamp
    ) -> [BudgetClaim] {
        var scopes: [BudgetScope] = [.global, .month, .day]
        if let conversation { scopes.append(.conversation(conversation)) }
        if let key { scopes.append(.key(key)) }
        if let tool { scopes.append(.tool(tool)) }
        for tag in tags where !scopes.contains(.tag(tag)) { scopes.append(.tag(tag)) }
        return scopes.map { claim(for: $0, at: time) }
    }
}

extension Runtime {
    /// How the budgets stand that a call of a conversation counts against.
    ///
    /// - Throws: `LedgerError`.
    public func budgetStatus(
        of conversation: ConversationID?, spender: Spender = Spender()
    ) async throws -> [BudgetStatus] {
        let claims = configuration.budgets.claims(
            conversation: conversation, key: spender.key, tags: spender.tags, at: services.clock.now)
        return try await services.ledger.budgetStatus(of: claims)
    }

    /// Adds to the limits of a scope's present window, and records who did it and why.
    ///
    /// - Returns: how the budget stands then.
    /// - Throws: `BudgetError` when the scope has no limit to add to or the amount is not positive; `LedgerError`.
    @discardableResult
    public func raiseBudget(
        _ scope: BudgetScope, by amount: BudgetLimits, who: String, reason: String?
    ) async throws -> BudgetStatus {
        let claim = configuration.budgets.claim(for: scope, at: services.clock.now)
        let status = try await services.ledger.budgetStatus(of: [claim])[0]
        try status.checkRaise(amount)
        try await services.ledger.record(
            BudgetChange(
                at: services.clock.now, account: claim.account, action: .add, limits: amount, who: who, reason: reason))
        return try await services.ledger.budgetStatus(of: [claim])[0]
    }
}

extension BudgetStatus {
    /// Checks that an amount can be added to this budget.
    ///
    /// - Throws: `BudgetError` that says why not.
    public func checkRaise(_ amount: BudgetLimits) throws(BudgetError) {
        let asked = BudgetUnit.allCases.filter { amount.count(of: $0) != nil }
        guard !asked.isEmpty, asked.allSatisfy({ amount.count(of: $0) ?? 0 > 0 }) else {
            throw BudgetError(.badAmount, "Say how much to add, more than 0: for example 0.50.")
        }
        if (scope.kind == .conversation || scope.kind == .run) && scope.name == nil {
            throw BudgetError(
                .noBudget, "\(scope) stands for every \(scope): set its limit with `set`, or name one conversation.")
        }
        if let unit = asked.first(where: { limits.count(of: $0) == nil }) {
            throw BudgetError(
                .noBudget, "The \(scope) budget has no limit in \(unit.rawValue) to add to: give it one with `set`.")
        }
    }
}
