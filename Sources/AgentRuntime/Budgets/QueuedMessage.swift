/// A message that waits for money.
public struct QueuedMessage: Sendable, Hashable, Codable {
    /// At most this many wait.
    public static let limit = 1000

    /// Its id.
    public var id: MessageID
    /// Its conversation.
    public var conversation: ConversationID
    /// The text.
    public var text: String
    /// On whose account it spends, and how important it is.
    public var spender: Spender
    /// When it was put off.
    public var queuedAt: Timestamp
    /// The budget that was used up.
    public var account: BudgetAccountID
    /// How often answering it has failed for other reasons than money.
    public var failures: Int

    /// Makes a message.
    public init(
        id: MessageID, conversation: ConversationID, text: String, spender: Spender = Spender(), queuedAt: Timestamp,
        account: BudgetAccountID, failures: Int = 0
    ) {
        self.id = id
        self.conversation = conversation
        self.text = text
        self.spender = spender
        self.queuedAt = queuedAt
        self.account = account
        self.failures = failures
    }

    /// How important it is.
    public var priority: BudgetPriority { spender.priority }
}
