/// An exact amount of US dollars: a whole number of pico-dollars (1e-12 USD), up to ± $9,223,372.036854775807.
///
/// A `Double` never holds money here. Sums by `+` and `-` saturate at `max` and `min`, never wrap: an amount that
/// large is past every limit, so nothing that compares with a limit is let through by it. Where saturation would hide
/// a mistake, use `adding(_:)` and its siblings, which throw.
public struct Money: Sendable, Hashable {
    /// The amount in pico-dollars.
    public var picodollars: Int64

    /// Makes an amount of pico-dollars.
    public init(picodollars: Int64) { self.picodollars = picodollars }

    /// Makes an amount of whole dollars; saturates.
    public init(dollars: Int) {
        self.init(saturating: Int128(dollars) * Int128(Money.picodollarsPerDollar))
    }

    /// Makes an amount of a 128-bit number of pico-dollars; saturates at `max` and `min`.
    public init(saturating picodollars: Int128) {
        self.picodollars = Int64(clamping: picodollars)
    }

    /// $0.
    public static let zero = Money(picodollars: 0)
    /// The largest amount, $9,223,372.036854775807.
    public static let max = Money(picodollars: .max)
    /// The smallest amount, the negative of `max`.
    public static let min = Money(picodollars: -.max)

    /// Pico-dollars in a dollar.
    public static let picodollarsPerDollar: Int64 = 1_000_000_000_000

    /// Whether the amount is less than $0.
    public var isNegative: Bool { picodollars < 0 }
    /// Whether the amount is $0.
    public var isZero: Bool { picodollars == 0 }
}

extension Money: Comparable {
    /// Orders by amount.
    public static func < (a: Money, b: Money) -> Bool { a.picodollars < b.picodollars }
}

extension Money: AdditiveArithmetic {
    /// Adds; saturates at `max` and `min`.
    public static func + (a: Money, b: Money) -> Money {
        Money(saturating: Int128(a.picodollars) + Int128(b.picodollars))
    }

    /// Subtracts; saturates at `max` and `min`.
    public static func - (a: Money, b: Money) -> Money {
        Money(saturating: Int128(a.picodollars) - Int128(b.picodollars))
    }

    /// Changes the sign.
    public static prefix func - (a: Money) -> Money { .zero - a }

    /// Multiplies by a whole number; saturates.
    public static func * (a: Money, count: Int) -> Money {
        Money(saturating: Int128(a.picodollars) * Int128(count))
    }
}

extension Money {
    /// Adds; throws `MoneyError.overflow` when the sum is out of range.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try Money.checked(Int128(picodollars) + Int128(other.picodollars))
    }

    /// Subtracts; throws `MoneyError.overflow` when the difference is out of range.
    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try Money.checked(Int128(picodollars) - Int128(other.picodollars))
    }

    /// Multiplies by a whole number; throws `MoneyError.overflow` when the product is out of range.
    public func multiplied(by count: Int) throws(MoneyError) -> Money {
        try Money.checked(Int128(picodollars) * Int128(count))
    }

    private static func checked(_ picodollars: Int128) throws(MoneyError) -> Money {
        guard let exact = Int64(exactly: picodollars) else { throw MoneyError(.overflow, text: "\(picodollars) pUSD") }
        return Money(picodollars: exact)
    }

    /// Takes a share of the amount, `numerator / denominator`, rounded toward zero; saturates.
    ///
    /// For thresholds and prorating; prices do not pass through it. `denominator` must be positive.
    public func share(_ numerator: Int, of denominator: Int) -> Money {
        precondition(denominator > 0, "a share needs a positive denominator")
        return Money(saturating: Int128(picodollars) * Int128(numerator) / Int128(denominator))
    }
}
