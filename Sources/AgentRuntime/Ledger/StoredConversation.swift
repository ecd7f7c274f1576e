public import Money

/// A conversation as the ledger holds it.
public struct StoredConversation: Sendable, Hashable {
    /// A turn and how it ended.
    public struct Turn: Sendable, Hashable {
        /// How it began.
        public var record: TurnRecord
        /// How it ended; nil while it runs, or when its process died and `recover` has not run yet.
        public var end: TurnEnd?
        /// Whether it was taken back.
        public var isUndone: Bool

        /// Makes a turn.
        public init(record: TurnRecord, end: TurnEnd?, isUndone: Bool) {
            self.record = record
            self.end = end
            self.isUndone = isUndone
        }
    }

    /// The conversation.
    public var record: ConversationRecord
    /// Its turns in order, subordinates' among them.
    public var turns: [Turn]
    /// Its messages in order, without those of turns that were taken back.
    public var messages: [MessageRecord]

    /// Makes a conversation.
    public init(record: ConversationRecord, turns: [Turn], messages: [MessageRecord]) {
        self.record = record
        self.turns = turns
        self.messages = messages
    }
}

/// A conversation in a list.
public struct ConversationSummary: Sendable, Hashable {
    /// The conversation.
    public var record: ConversationRecord
    /// When anything last happened in it.
    public var updatedAt: Timestamp
    /// How many turns of the agent itself it has.
    public var turns: Int
    /// What it cost so far, as far as prices are known.
    public var cost: Money
    /// The first words of its first message.
    public var opening: String
    /// Whether its last turn was cut off by the death of its process.
    public var isInterrupted: Bool

    /// Makes a summary.
    public init(
        record: ConversationRecord, updatedAt: Timestamp, turns: Int, cost: Money, opening: String, isInterrupted: Bool
    ) {
        self.record = record
        self.updatedAt = updatedAt
        self.turns = turns
        self.cost = cost
        self.opening = opening
        self.isInterrupted = isInterrupted
    }
}

/// Which attempts to count.
public struct SpendFilter: Sendable, Hashable {
    /// Only of this conversation.
    public var conversation: ConversationID?
    /// Only of this turn, its subordinates' turns included.
    public var turn: TurnID?
    /// Only those sent at or after this instant.
    public var since: Timestamp?
    /// Only those sent before this instant.
    public var until: Timestamp?

    /// Makes a filter; without arguments it matches everything.
    public init(
        conversation: ConversationID? = nil, turn: TurnID? = nil, since: Timestamp? = nil, until: Timestamp? = nil
    ) {
        self.conversation = conversation
        self.turn = turn
        self.since = since
        self.until = until
    }
}

/// What some attempts cost and used.
public struct SpendSummary: Sendable, Hashable {
    /// The sum of the known costs.
    public var cost: Money
    /// The worst cases of the attempts in flight.
    public var held: Money
    /// What was used.
    public var usage: Usage
    /// How many attempts.
    public var attempts: Int
    /// How many of them have no price.
    public var unpriced: Int
    /// How many of them have an estimated cost.
    public var estimated: Int

    /// Makes a summary.
    public init(cost: Money, held: Money, usage: Usage, attempts: Int, unpriced: Int, estimated: Int) {
        self.cost = cost
        self.held = held
        self.usage = usage
        self.attempts = attempts
        self.unpriced = unpriced
        self.estimated = estimated
    }
}
