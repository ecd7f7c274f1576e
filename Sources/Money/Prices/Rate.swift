/// A price per unit (token, image, query, …): a whole number of atto-dollars (1e-18 USD), at most $9.22 a unit.
///
/// Rates are kept a million times finer than amounts, so that nothing is rounded on the way: halves (batch), tenths
/// (regional uplifts) and prices that a vendor converts from another currency stay exact. The documented rounding of
/// this library is the one in `init(literal:)`: decimals past the 18th, which only occur as the noise of a binary
/// float in a price list (`2.9999900000000002e-06`), are rounded half to even when the list is imported. A product of
/// tokens and rates is summed exactly; the sum is a whole number of pico-dollars unless the model's own rates are
/// finer than that, in which case the total, never a part, is rounded half to even.
public struct Rate: Sendable, Hashable, Comparable {
    /// The price of one unit in atto-dollars; never negative.
    public let attodollars: Int64

    /// Makes a rate; negative numbers become 0.
    public init(attodollars: Int64) { self.attodollars = max(0, attodollars) }

    /// Reads a decimal literal in dollars a unit, exponents allowed (`1.25e-06`).
    ///
    /// - Throws: `MoneyError` for text that is no number, negative, or above $9.22 a unit.
    public init(literal: String) throws(MoneyError) {
        let decimal = try DecimalText(literal, allowsExponent: true)
        let (value, _) = try decimal.rounded(to: 18)
        guard value >= 0 else { throw MoneyError(.malformed, text: literal) }
        attodollars = value
    }

    /// No charge.
    public static let zero = Rate(attodollars: 0)

    /// Half of the rate, rounded up to an atto-dollar.
    var half: Rate { Rate(attodollars: attodollars / 2 + attodollars % 2) }

    /// Orders by price.
    public static func < (a: Rate, b: Rate) -> Bool { a.attodollars < b.attodollars }

    /// The price of a million units as exact decimal text, the way vendors print price lists: `2.5`, `0.0375`.
    public var perMillion: String { Money(saturating: Int128(attodollars)).description }
}
