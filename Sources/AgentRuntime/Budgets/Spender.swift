/// On whose account a run spends, beyond its conversation.
public struct Spender: Sendable, Hashable, Codable {
    /// The name of the API key, when there is one.
    public var key: String?
    /// Tags that budgets count by, beside the conversation's own.
    public var tags: [String]
    /// How important it is.
    public var priority: BudgetPriority
    /// Who asks, for the record of overrides.
    public var who: String
    /// Why it is important, for the record of overrides.
    public var reason: String?
    /// The message in the queue that is answered, when it is one that had been put off.
    var queued: MessageID?

    /// Makes a spender.
    public init(
        key: String? = nil, tags: [String] = [], priority: BudgetPriority = .normal, who: String = "person",
        reason: String? = nil
    ) {
        self.key = key
        self.tags = tags
        self.priority = priority
        self.who = who
        self.reason = reason
    }

    /// Whether a message is answered that had been put off until there is money.
    public var answersQueued: Bool { queued != nil }
}
