/// A change to a budget by a person or a program: who did what, and why. Changes are never removed.
public struct BudgetChange: Sendable, Hashable, Codable {
    /// What is done.
    public enum Action: String, Sendable, Hashable, Codable {
        /// The limits given replace the scope's; those not given stay.
        case set
        /// The amounts are added to the limits of the scope's present window.
        case add
        /// Limits set before, and raises, are taken away: the settings' limits count again.
        case remove
        /// A call was let past the limit.
        case override
    }

    /// When.
    public var at: Timestamp
    /// What is changed; the window matters to `add` and `override`.
    public var account: BudgetAccountID
    /// What is done.
    public var action: Action
    /// The limits, or what is added, or what was let past. `Money.max` and `Int.max` lift a limit.
    public var limits: BudgetLimits
    /// Who.
    public var who: String
    /// Why.
    public var reason: String?

    /// Makes a change.
    public init(
        at: Timestamp, account: BudgetAccountID, action: Action, limits: BudgetLimits, who: String,
        reason: String? = nil
    ) {
        self.at = at
        self.account = account
        self.action = action
        self.limits = limits
        self.who = who
        self.reason = reason
    }
}
