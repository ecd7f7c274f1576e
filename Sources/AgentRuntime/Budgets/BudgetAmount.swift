public import Money

/// What budgets are counted in.
public enum BudgetUnit: String, Sendable, Hashable, Codable, CaseIterable {
    /// Dollars.
    case usd
    /// Tokens, in and out.
    case tokens
    /// Requests to providers.
    case operations
}

/// Money, tokens and operations: what was spent, or is held, or is asked for.
public struct BudgetAmount: Sendable, Hashable, Codable {
    /// Dollars.
    public var usd: Money
    /// Tokens, in and out.
    public var tokens: Int
    /// Requests to providers.
    public var operations: Int

    /// Makes an amount.
    public init(usd: Money = .zero, tokens: Int = 0, operations: Int = 0) {
        self.usd = usd
        self.tokens = tokens
        self.operations = operations
    }

    /// Nothing.
    public static let zero = BudgetAmount()

    /// Adds; saturates, so that nothing passes a limit by wrapping around.
    public static func + (a: BudgetAmount, b: BudgetAmount) -> BudgetAmount {
        BudgetAmount(
            usd: a.usd + b.usd, tokens: a.tokens.saturatingAdd(b.tokens),
            operations: a.operations.saturatingAdd(b.operations))
    }

    /// Subtracts; saturates.
    public static func - (a: BudgetAmount, b: BudgetAmount) -> BudgetAmount {
        BudgetAmount(
            usd: a.usd - b.usd, tokens: a.tokens.saturatingAdd(-b.tokens),
            operations: a.operations.saturatingAdd(-b.operations))
    }

    /// Adds in place.
    public static func += (a: inout BudgetAmount, b: BudgetAmount) { a = a + b }
    /// Subtracts in place.
    public static func -= (a: inout BudgetAmount, b: BudgetAmount) { a = a - b }

    /// Whether any part is below zero.
    public var isNegative: Bool { usd.isNegative || tokens < 0 || operations < 0 }

    /// The part counted in `unit`, as a plain number: pico-dollars, tokens, operations.
    func count(of unit: BudgetUnit) -> Int64 {
        switch unit {
        case .usd: usd.picodollars
        case .tokens: Int64(tokens)
        case .operations: Int64(operations)
        }
    }
}

/// The limits of a scope. Absent is unlimited, zero is nothing at all.
public struct BudgetLimits: Sendable, Hashable, Codable {
    /// Dollars.
    public var usd: Money?
    /// Tokens, in and out.
    public var tokens: Int?
    /// Requests to providers.
    public var operations: Int?

    /// Makes limits.
    public init(usd: Money? = nil, tokens: Int? = nil, operations: Int? = nil) {
        self.usd = usd
        self.tokens = tokens
        self.operations = operations
    }

    /// No limits.
    public static let unlimited = BudgetLimits()

    /// Whether nothing is limited.
    public var isUnlimited: Bool { usd == nil && tokens == nil && operations == nil }

    /// The limit in `unit` as a plain number: pico-dollars, tokens, operations.
    func count(of unit: BudgetUnit) -> Int64? {
        switch unit {
        case .usd: usd?.picodollars
        case .tokens: tokens.map(Int64.init)
        case .operations: operations.map(Int64.init)
        }
    }

    /// What is left of these limits; below zero when more is gone than allowed.
    func minus(_ amount: BudgetAmount) -> BudgetLimits {
        BudgetLimits(
            usd: usd.map { $0 - amount.usd }, tokens: tokens.map { $0.saturatingAdd(-amount.tokens) },
            operations: operations.map { $0.saturatingAdd(-amount.operations) })
    }

    /// These limits raised; what is unlimited stays so.
    func raised(by amount: BudgetAmount) -> BudgetLimits {
        BudgetLimits(
            usd: usd.map { $0 + amount.usd }, tokens: tokens.map { $0.saturatingAdd(amount.tokens) },
            operations: operations.map { $0.saturatingAdd(amount.operations) })
    }
}

extension Int {
    fileprivate func saturatingAdd(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
