public import AgentRuntime
public import Money

/// What a month has cost and asked so far, and what of it is still in flight.
public struct LocalFirstMonth: Sendable, Hashable {
    /// When it began.
    public var start: Timestamp
    /// When it ends.
    public var end: Timestamp
    /// Requests that ran here.
    public var localRequests = 0
    /// Requests that ran in the cloud.
    public var cloudRequests = 0
    /// What the former cost.
    public var localSpent = Money.zero
    /// What the latter cost.
    public var cloudSpent = Money.zero
    /// Requests in the cloud that have not ended.
    public var cloudInFlight = 0
    /// What those can cost at most.
    public var cloudHeld = Money.zero

    /// Begins a month.
    public init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    /// Everything that was spent.
    public var spent: Money { localSpent + cloudSpent }
    /// All requests that ran.
    public var requests: Int { localRequests + cloudRequests }
    /// The share of requests that ran here; 1 without any.
    public var localShare: Double { requests == 0 ? 1 : Double(localRequests) / Double(requests) }
    /// What a request cost on average; nil without any.
    public var costPerRequest: Money? { requests == 0 ? nil : spent.share(1, of: requests) }

    /// Adds a request that has run. One without a known cost counts as a request and adds nothing to the sums.
    public mutating func add(cost: Money?, isLocal: Bool, requests count: Int = 1) {
        if isLocal {
            localRequests += count
            localSpent += cost ?? .zero
        } else {
            cloudRequests += count
            cloudSpent += cost ?? .zero
        }
    }
}
