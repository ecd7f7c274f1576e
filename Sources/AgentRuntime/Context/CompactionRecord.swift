public import LanguageModels

/// A compaction of a history: what is sent in place of what from then on. The messages themselves stay stored as they
/// are, so taking a compaction back restores the history byte for byte.
public struct CompactionRecord: Sendable, Hashable, Codable {
    /// The compaction.
    public var id: CompactionID
    /// Its conversation.
    public var conversation: ConversationID
    /// The turn in which it was made.
    public var turn: TurnID
    /// When it was made.
    public var madeAt: Timestamp
    /// What stands for what. A part replaces earlier parts whose messages it covers.
    public var parts: [CompactedPart]
    /// The history's tokens before it, as it was sent until then.
    public var tokensBefore: Int
    /// Its tokens with this compaction.
    public var tokensAfter: Int

    /// Makes a record.
    public init(
        id: CompactionID, conversation: ConversationID, turn: TurnID, madeAt: Timestamp, parts: [CompactedPart],
        tokensBefore: Int, tokensAfter: Int
    ) {
        self.id = id
        self.conversation = conversation
        self.turn = turn
        self.madeAt = madeAt
        self.parts = parts
        self.tokensBefore = tokensBefore
        self.tokensAfter = tokensAfter
    }
}

/// A stretch of a history that is sent in other words than it is stored.
public struct CompactedPart: Sendable, Hashable, Codable {
    /// The stored messages it stands for: neighbours, in order, at least one.
    public var messages: [MessageID]
    /// The turn that the replacement counts as part of.
    public var turn: TurnID
    /// What the replacement is: `summary`, or the origin of the one message that was shortened.
    public var origin: MessageRecord.Origin
    /// What is sent instead.
    public var message: Message

    /// Makes a part.
    public init(messages: [MessageID], turn: TurnID, origin: MessageRecord.Origin, message: Message) {
        self.messages = messages
        self.turn = turn
        self.origin = origin
        self.message = message
    }
}
