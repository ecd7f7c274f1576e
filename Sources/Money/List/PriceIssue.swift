/// Something odd about an entry of a price list.
public struct PriceIssue: Sendable, Hashable {
    /// What is odd.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A field is not what the schema says; it is passed over.
        case malformed
        /// The price cannot be meant; the model counts as unpriced.
        case implausible
        /// A text model without a price for one side; it counts as unpriced.
        case incomplete
        /// 0 for everything and not declared free; the model counts as unpriced.
        case zero
        /// Output is cheaper than input.
        case outputCheaper = "output_cheaper"
        /// A service tier has a price for one side only; the other side follows the documented rule.
        case oneSided = "one_sided"
        /// Writing to the cache costs less than plain input.
        case cacheWriteCheaper = "cache_write_cheaper"
        /// Reading from the cache costs more than plain input.
        case cacheReadDearer = "cache_read_dearer"
        /// Far from the list in use.
        case jumped
        /// Odd in another way.
        case suspicious

        /// Whether the price is not used.
        public var isRefused: Bool { self == .implausible || self == .incomplete || self == .zero }
    }

    /// The entry's key.
    public var model: String
    /// What is odd.
    public var kind: Kind
    /// In words.
    public var detail: String
}
