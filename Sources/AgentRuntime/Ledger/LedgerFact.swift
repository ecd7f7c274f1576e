public import ExactJSON
public import LanguageModels

/// One thing that happened.
public indirect enum LedgerFact: Sendable, Hashable {
    /// A conversation began.
    case conversationStarted(ConversationRecord)
    /// A conversation got a title.
    case conversationTitled(ConversationID, title: String)
    /// A turn began.
    case turnStarted(TurnRecord)
    /// A message joined the history.
    case messageAdded(MessageRecord)
    /// A routing decision was made.
    case decided(DecisionRecord)
    /// What an attempt may cost at most is held in every budget it counts against, or the whole commit is refused with
    /// `LedgerError.refusal`. Stands before the attempt's beginning, in the same commit.
    case budgetHeld(BudgetHold)
    /// A request to a provider is about to be sent.
    case attemptStarted(AttemptStart)
    /// A request to a provider is over and paid; what was held for it is replaced by what was used.
    case attemptSettled(AttemptSettlement)
    /// How good an answer was, as far as somebody found.
    case judged(AnswerVerdict)
    /// A turn is over.
    case turnEnded(TurnEnd)
    /// A message that had been put off is answered, and waits no more. It stands in the commit that ends its turn, and
    /// the commit is refused when somebody else has answered it.
    case queuedMessageAnswered(MessageID)
    /// A part of the history is sent in other words from now on.
    case historyCompacted(CompactionRecord)
    /// A compaction was taken back: the history is sent as before it.
    case compactionUndone(CompactionID)
    /// A turn was taken back: its messages stay stored and leave the history; its cost stays.
    case turnUndone(TurnID)
}

/// A conversation.
public struct ConversationRecord: Sendable, Hashable, Codable {
    /// The conversation.
    public var id: ConversationID
    /// When it began.
    public var startedAt: Timestamp
    /// Its title, when it has one.
    public var title: String?
    /// The folder its tools work in.
    public var workspace: String?
    /// Tags that budgets and reports may count by.
    public var tags: [String]

    /// Makes a record.
    public init(
        id: ConversationID, startedAt: Timestamp, title: String? = nil, workspace: String? = nil, tags: [String] = []
    ) {
        self.id = id
        self.startedAt = startedAt
        self.title = title
        self.workspace = workspace
        self.tags = tags
    }
}

/// One user message to its final answer, by the agent itself or by a subordinate.
public struct TurnRecord: Sendable, Hashable, Codable {
    /// The turn.
    public var id: TurnID
    /// Its conversation.
    public var conversation: ConversationID
    /// The turn whose tool call started this one, for a subordinate's.
    public var parent: TurnID?
    /// 0 for the agent itself, 1 for its subordinate, and so on.
    public var depth: Int
    /// When it began.
    public var startedAt: Timestamp

    /// Makes a record.
    public init(id: TurnID, conversation: ConversationID, parent: TurnID? = nil, depth: Int = 0, startedAt: Timestamp) {
        self.id = id
        self.conversation = conversation
        self.parent = parent
        self.depth = depth
        self.startedAt = startedAt
    }
}

/// How a turn ended.
public struct TurnEnd: Sendable, Hashable, Codable {
    /// The ways a turn ends.
    public enum Outcome: String, Sendable, Hashable, Codable {
        /// With a final answer.
        case completed
        /// By the person or the caller.
        case cancelled
        /// By an error.
        case failed
        /// By a limit of the loop; it can be resumed.
        case stopped
        /// By the death of the process.
        case interrupted
    }

    /// The turn.
    public var turn: TurnID
    /// How it ended.
    public var outcome: Outcome
    /// When.
    public var endedAt: Timestamp
    /// How many passes of the loop it took.
    public var iterations: Int
    /// The error's message, for `failed` and `stopped`.
    public var message: String?

    /// Makes a record.
    public init(turn: TurnID, outcome: Outcome, endedAt: Timestamp, iterations: Int, message: String? = nil) {
        self.turn = turn
        self.outcome = outcome
        self.endedAt = endedAt
        self.iterations = iterations
        self.message = message
    }
}

/// A message as it is stored.
public struct MessageRecord: Sendable, Hashable, Codable {
    /// Where a message comes from, beyond its role.
    public enum Origin: String, Sendable, Hashable, Codable {
        /// Typed by the person or sent by the program in their place.
        case person
        /// Typed while a turn was running and taken in by it.
        case intervention
        /// Answered by the model.
        case model
        /// The answer as far as it came before it was cut off.
        case partial
        /// Answered by tools.
        case tools
        /// Said by the runtime: warnings and corrections for the model.
        case runtime
        /// A summary that stands for older messages.
        case summary
    }

    /// The message's id.
    public var id: MessageID
    /// Its conversation.
    public var conversation: ConversationID
    /// Its turn.
    public var turn: TurnID
    /// The pass of the loop in which it was added, from 0.
    public var iteration: Int
    /// Where it comes from.
    public var origin: Origin
    /// The message.
    public var message: Message
    /// When it was added.
    public var addedAt: Timestamp

    /// Makes a record.
    public init(
        id: MessageID, conversation: ConversationID, turn: TurnID, iteration: Int, origin: Origin, message: Message,
        addedAt: Timestamp
    ) {
        self.id = id
        self.conversation = conversation
        self.turn = turn
        self.iteration = iteration
        self.origin = origin
        self.message = message
        self.addedAt = addedAt
    }
}

/// A routing decision, as the router wrote it.
public struct DecisionRecord: Sendable, Hashable, Codable {
    /// The decision.
    public var id: DecisionID
    /// Its conversation.
    public var conversation: ConversationID
    /// Its turn.
    public var turn: TurnID
    /// When it was made.
    public var decidedAt: Timestamp
    /// The model chosen.
    public var chosen: ModelID
    /// The tier chosen, when one was.
    public var tier: String?
    /// One sentence for a person.
    public var summary: String
    /// Score, factors, candidates, vetoes: what `/why` prints.
    public var detail: JSONValue

    /// Makes a record.
    public init(
        id: DecisionID, conversation: ConversationID, turn: TurnID, decidedAt: Timestamp, chosen: ModelID,
        tier: String? = nil, summary: String, detail: JSONValue = .object(JSONObject())
    ) {
        self.id = id
        self.conversation = conversation
        self.turn = turn
        self.decidedAt = decidedAt
        self.chosen = chosen
        self.tier = tier
        self.summary = summary
        self.detail = detail
    }
}
