/// What a call cost.
public struct Cost: Sendable, Hashable {
    /// The amount; nil when it is not known, which is not zero.
    public var amount: Money?
    /// How it is known.
    public var state: CostState
    /// The version of the price list it was computed by; nil for a reported cost.
    public var priceVersion: String?

    /// Makes a cost.
    public init(amount: Money?, state: CostState, priceVersion: String? = nil) {
        self.amount = amount
        self.state = state
        self.priceVersion = priceVersion
    }

    /// The cost that the provider itself reported.
    public static func reported(_ amount: Money) -> Cost { Cost(amount: amount, state: .reported) }

    /// A cost that nobody knows.
    public static let unpriced = Cost(amount: nil, state: .unpriced)
}
