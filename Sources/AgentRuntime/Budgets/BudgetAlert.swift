import Money

/// A budget passed a threshold, or is used up. Each threshold fires once a window, until a raise re-arms it.
public struct BudgetAlert: Sendable, Hashable, Codable {
    /// The scope and its window.
    public var account: BudgetAccountID
    /// The threshold, in thousandths of the limit; 1000 is the limit itself.
    public var threshold: Int
    /// The unit in which it was passed.
    public var unit: BudgetUnit
    /// What was spent then.
    public var spent: BudgetAmount
    /// The limits then.
    public var limits: BudgetLimits
    /// When.
    public var at: Timestamp

    /// Makes an alert.
    public init(
        account: BudgetAccountID, threshold: Int, unit: BudgetUnit, spent: BudgetAmount, limits: BudgetLimits,
        at: Timestamp
    ) {
        self.account = account
        self.threshold = threshold
        self.unit = unit
        self.spent = spent
        self.limits = limits
        self.at = at
    }

    /// The scope.
    public var scope: BudgetScope { account.scope }

    /// Whether the budget is used up.
    public var isExhaustion: Bool { threshold >= 1000 }

    /// One line for a person.
    public var message: String {
        let (used, limit) =
            switch unit {
            case .usd: (spent.usd.formatted, (limits.usd ?? .zero).formatted)
            case .tokens: ("\(spent.tokens)", "\(limits.tokens ?? 0) tokens")
            case .operations: ("\(spent.operations)", "\(limits.operations ?? 0) operations")
            }
        return isExhaustion
            ? "The \(scope) budget is used up: \(used) of \(limit)."
            : "The \(scope) budget has passed \(threshold / 10) %: \(used) of \(limit)."
    }
}
