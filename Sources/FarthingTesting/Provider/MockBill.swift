public import Money

/// What a ``MockProviderServer`` charged: an account of its own, to compare the ledger with.
public struct MockBill: Sendable, Hashable {
    /// One charge.
    public struct Charge: Sendable, Hashable {
        /// The number of the request, from 0.
        public var request: Int
        /// The model that answered.
        public var model: String
        /// What was charged: for a stream that was cut by a fault, the prompt and the share of the answer that went out.
        public var usage: Usage
        /// Whether the answer went out whole, as far as the server is concerned.
        public var isWhole: Bool
    }

    /// The charges, in the order of the requests.
    public internal(set) var charges: [Charge] = []
    /// Requests that were refused or failed, and are not charged.
    public internal(set) var refused = 0

    /// The sum of the charges.
    public var usage: Usage { charges.reduce(Usage()) { $0 + $1.usage } }

    /// An empty bill.
    public init() {}
}
