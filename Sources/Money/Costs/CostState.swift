/// How a cost is known.
public enum CostState: String, Sendable, Hashable, Codable, CaseIterable {
    /// The provider itself said what the call cost.
    case reported
    /// The provider's usage times the price list.
    case computed
    /// Our own count of tokens times the price list.
    case estimated
    /// The price is not known, so the cost is not: it is not zero.
    case unpriced
    /// Declared free of charge.
    case free
}
