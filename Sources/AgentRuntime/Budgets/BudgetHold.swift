/// A scope that a call counts against, with the limits that the settings give it. Limits that were set by a command
/// stand in the ledger and win.
public struct BudgetClaim: Sendable, Hashable, Codable {
    /// The scope and its window.
    public var account: BudgetAccountID
    /// The settings' limits.
    public var limits: BudgetLimits
    /// The parts of a limit at which an alert is given, in thousandths, rising. 1000, the limit itself, always is one.
    public var thresholds: [Int]

    /// Makes a claim.
    public init(
        _ scope: BudgetScope, window: BudgetWindow = .forever, limits: BudgetLimits = .unlimited,
        thresholds: [Int] = [800, 950]
    ) {
        account = BudgetAccountID(scope: scope, window: window)
        self.limits = limits
        self.thresholds = thresholds
    }
}

/// What an attempt may cost at most, held in every scope it counts against from before it is sent until it is settled.
///
/// A hold is named by its attempt: settling the attempt replaces the hold by what was used, in the same commit.
public struct BudgetHold: Sendable, Hashable, Codable {
    /// The attempt.
    public var attempt: AttemptID
    /// The scopes; all or none of them hold the amount.
    public var claims: [BudgetClaim]
    /// The worst case.
    public var amount: BudgetAmount
    /// When it is charged at worst case although nobody settled it, until somebody does.
    public var deadline: Timestamp
    /// Who lets it pass limits, and why; nil does not.
    public var override: BudgetOverride?

    /// Makes a hold.
    public init(
        attempt: AttemptID, claims: [BudgetClaim], amount: BudgetAmount, deadline: Timestamp,
        override: BudgetOverride? = nil
    ) {
        self.attempt = attempt
        self.claims = claims
        self.amount = amount
        self.deadline = deadline
        self.override = override
    }
}

/// Who passes a limit, and why; it is recorded when a limit is passed.
public struct BudgetOverride: Sendable, Hashable, Codable {
    /// Who.
    public var who: String
    /// Why.
    public var reason: String
    /// The scopes whose limits it passes; nil passes all.
    public var scopes: Set<BudgetScope>?

    /// Makes an override.
    public init(who: String, reason: String, scopes: Set<BudgetScope>? = nil) {
        self.who = who
        self.reason = reason
        self.scopes = scopes
    }
}
