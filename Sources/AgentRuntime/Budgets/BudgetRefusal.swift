import Money

/// A hold that does not fit: nothing was held in any scope.
public struct BudgetRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was asked for.
    public var asked: BudgetAmount
    /// How every scope of the hold stands.
    public var statuses: [BudgetStatus]
    /// The scope that refuses: the first that cannot be helped by waiting, else the first.
    public var refusing: BudgetStatus
    /// In which unit it refuses.
    public var unit: BudgetUnit

    /// Makes a refusal.
    public init(asked: BudgetAmount, statuses: [BudgetStatus], refusing: BudgetStatus, unit: BudgetUnit) {
        self.asked = asked
        self.statuses = statuses
        self.refusing = refusing
        self.unit = unit
    }

    /// Why an amount does not fit into budgets that stand like this; nil when it fits.
    public static func of(_ asked: BudgetAmount, in statuses: [BudgetStatus]) -> BudgetRefusal? {
        BudgetRefusal(asked, in: statuses)
    }

    /// Looks for the scope that refuses; nil when everything fits.
    init?(_ asked: BudgetAmount, in statuses: [BudgetStatus]) {
        let refusals = statuses.compactMap { status in
            status.unit(refusing: asked).map { (status: status, unit: $0) }
        }
        guard let first = refusals.first else { return nil }
        let worst = refusals.first { $0.status.remaining.unit(below: asked) != nil } ?? first
        self.asked = asked
        self.statuses = statuses
        refusing = worst.status
        unit = worst.status.remaining.unit(below: asked) ?? worst.unit
    }

    /// Whether it would fit if the attempts in flight cost nothing: then waiting may help.
    public var mayFitLater: Bool { statuses.allSatisfy { $0.remaining.unit(below: asked) == nil } }

    /// What happened, one line.
    public var description: String {
        let left = refusing.remaining
        let (need, have) =
            switch unit {
            case .usd: (asked.usd.formatted, (left.usd ?? .zero).formatted)
            case .tokens: ("\(asked.tokens) tokens", "\(left.tokens ?? 0) tokens")
            case .operations: ("\(asked.operations) operations", "\(left.operations ?? 0)")
            }
        return "the \(refusing.scope) budget has \(have) left, and the call may need \(need)"
    }
}

/// A call was not made because a budget is used up.
public struct BudgetExceeded: Error, Sendable, CustomStringConvertible {
    /// Which budget, and how it stands.
    public var refusal: BudgetRefusal
    /// What happened.
    public var message: String
    /// What to do.
    public var hint: String

    /// Makes an error that says how to go on.
    public init(_ refusal: BudgetRefusal, note: String? = nil) {
        let status = refusal.refusing
        self.refusal = refusal
        let spent =
            switch refusal.unit {
            case .usd: "\(status.spent.usd.formatted) of \((status.limits.usd ?? .zero).formatted)"
            case .tokens: "\(status.spent.tokens) of \(status.limits.tokens ?? 0) tokens"
            case .operations: "\(status.spent.operations) of \(status.limits.operations ?? 0) operations"
            }
        message =
            "The budget of \(Self.name(of: status.scope)) does not allow this call: \(spent) spent; "
            + "\(refusal.description)." + (note.map { " \($0)" } ?? "")
        hint = Self.hint(status.scope, refusal.unit)
    }

    /// What happened and what to do.
    public var description: String { "\(message) \(hint)" }

    private static func name(of scope: BudgetScope) -> String {
        switch scope.kind {
        case .global: "everything"
        case .month: "this month"
        case .day: "today"
        case .conversation: "this conversation"
        case .run: "one run"
        case .key, .tool, .tag: "\(scope)"
        }
    }

    private static func hint(_ scope: BudgetScope, _ unit: BudgetUnit) -> String {
        let amount = unit == .usd ? "--usd 0.50" : "--\(unit.rawValue) \(unit == .tokens ? 100_000 : 100)"
        switch scope.kind {
        case .run: return "Raise it with `farthing budgets set run \(amount)`, or say \"continue\" for another run."
        case .conversation where unit == .usd:
            return "Raise it with `/budget add 0.50`, `--budget USD`, or `farthing budgets add \(scope) \(amount) "
                + "--reason TEXT`."
        default: return "Raise it with `farthing budgets add \(scope) \(amount) --reason TEXT`."
        }
    }
}

/// A budget command that makes no sense.
public struct BudgetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds.
    public enum Code: String, Sendable, Hashable {
        /// There is no scope of that name.
        case unknownScope = "unknown_scope"
        /// The amount is negative, too large, or missing.
        case badAmount = "bad_amount"
        /// There is no time zone of that name on this machine.
        case unknownTimeZone = "unknown_time_zone"
        /// There is no budget there to change.
        case noBudget = "no_budget"
        /// Two things that were asked for contradict each other.
        case contradiction
        /// As many messages wait for money as may wait.
        case queueFull = "queue_full"
    }

    /// The kind.
    public var code: Code
    /// What happened and what to do.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }

    /// As many messages wait as may.
    package static let queueIsFull = BudgetError(
        .queueFull,
        "\(QueuedMessage.limit) messages wait for money already, and no more may: raise the budget, or take some out "
            + "with `farthing budgets queue clear`.")
}
