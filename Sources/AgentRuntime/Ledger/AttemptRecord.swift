public import LanguageModels
public import Money

/// What a model call is made for.
public struct CallPurpose: RawRepresentable, Sendable, Hashable, Codable {
    /// The word in the books.
    public var rawValue: String
    /// Makes a purpose of a word; extensions may add their own.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Answers the person.
    public static let chat = CallPurpose(rawValue: "chat")
    /// Decides which model to ask.
    public static let routing = CallPurpose(rawValue: "routing")
    /// Judges an answer.
    public static let judge = CallPurpose(rawValue: "judge")
    /// Summarises history.
    public static let summary = CallPurpose(rawValue: "summary")
    /// Memorises or recalls.
    public static let memory = CallPurpose(rawValue: "memory")
    /// Prepares an answer that was not asked for yet.
    public static let prefetch = CallPurpose(rawValue: "prefetch")
    /// Works for a tool.
    public static let tool = CallPurpose(rawValue: "tool")
    /// Waits in a provider's batch: it outlives the process that sent it.
    public static let batch = CallPurpose(rawValue: "batch")
    /// Writes a title.
    public static let title = CallPurpose(rawValue: "title")
}

/// One request to one provider, written before it is sent.
public struct AttemptStart: Sendable, Hashable, Codable {
    /// The attempt; settling refers to it, and it is charged exactly once.
    public var id: AttemptID
    /// The logical call it belongs to.
    public var call: CallID
    /// The conversation it is made for.
    public var conversation: ConversationID
    /// The turn it is made in.
    public var turn: TurnID
    /// The pass of the loop, from 0.
    public var iteration: Int
    /// 0 for the first attempt of the call, 1 for the first retry, and so on.
    public var number: Int
    /// The model slot.
    public var slot: ModelSlot
    /// What the call is made for.
    public var purpose: CallPurpose
    /// The tool that makes the call, when one does.
    public var tool: String?
    /// The extension that makes the call, when one does.
    public var caller: String?
    /// The model asked.
    public var model: ModelID
    /// The tier it was chosen for.
    public var tier: String?
    /// The kind of task, as the router saw it.
    public var task: String?
    /// The API key the request came with, by its name.
    public var key: String?
    /// What its cost is compared with; nil when nobody states a baseline.
    public var baseline: AttemptBaseline?
    /// The decision that chose it.
    public var decision: DecisionID?
    /// When it was sent.
    public var startedAt: Timestamp
    /// Tokens of the prompt by our own count.
    public var promptTokens: Int
    /// Tokens of the prompt as a stand-in encoding counted them, before calibration and buffer; nil when the model's own
    /// encoding is known.
    public var countedTokens: Int?
    /// The most output tokens the request allows.
    public var maxOutputTokens: Int?
    /// The most it can cost; nil when the model has no price.
    public var worstCase: Money?
    /// The version of the price list used.
    public var priceVersion: String?

    /// Makes a record.
    public init(
        id: AttemptID, call: CallID, conversation: ConversationID, turn: TurnID, iteration: Int, number: Int,
        slot: ModelSlot, purpose: CallPurpose, tool: String? = nil, caller: String? = nil, model: ModelID,
        tier: String? = nil, task: String? = nil, key: String? = nil, baseline: AttemptBaseline? = nil,
        decision: DecisionID? = nil, startedAt: Timestamp, promptTokens: Int, countedTokens: Int? = nil,
        maxOutputTokens: Int?,
        worstCase: Money?, priceVersion: String?
    ) {
        self.id = id
        self.call = call
        self.conversation = conversation
        self.turn = turn
        self.iteration = iteration
        self.number = number
        self.slot = slot
        self.purpose = purpose
        self.tool = tool
        self.caller = caller
        self.model = model
        self.tier = tier
        self.task = task
        self.key = key
        self.baseline = baseline
        self.decision = decision
        self.startedAt = startedAt
        self.promptTokens = promptTokens
        self.countedTokens = countedTokens
        self.maxOutputTokens = maxOutputTokens
        self.worstCase = worstCase
        self.priceVersion = priceVersion
    }
}

/// How one request to one provider ended and what it cost.
public struct AttemptSettlement: Sendable, Hashable, Codable {
    /// The ways an attempt ends.
    public enum Outcome: String, Sendable, Hashable, Codable {
        /// With a complete answer.
        case succeeded
        /// With an error.
        case failed
        /// Cancelled by the caller.
        case cancelled
        /// Its process died; charged at worst case until reconciled.
        case lost
        /// Nothing was sent: the answer was there already. It costs nothing, and its baseline is what it saved.
        case cached
    }

    /// The attempt.
    public var id: AttemptID
    /// When it ended.
    public var settledAt: Timestamp
    /// How it ended.
    public var outcome: Outcome
    /// The model that answered, as the provider named it.
    public var servedModel: String?
    /// The provider's id of the response.
    public var responseID: String?
    /// Why the answer ended (`FinishReason.name`).
    public var finishReason: String?
    /// What was used.
    public var usage: Usage
    /// Who counted it.
    public var usageSource: UsageReport.Source
    /// What it cost; nil when the model has no price.
    public var cost: Money?
    /// How the cost is known.
    public var costState: CostState
    /// What was saved against the attempt's baseline; nil without one, or when a price is not known.
    public var savings: Savings?
    /// From sending to the end.
    public var latencyMicroseconds: Int64
    /// From sending to the first event.
    public var firstTokenMicroseconds: Int64?
    /// The error's code, when it failed.
    public var errorCode: String?
    /// The error's message, when it failed.
    public var errorMessage: String?

    /// Makes a record.
    public init(
        id: AttemptID, settledAt: Timestamp, outcome: Outcome, servedModel: String? = nil, responseID: String? = nil,
        finishReason: String? = nil, usage: Usage, usageSource: UsageReport.Source, cost: Money?,
        costState: CostState, savings: Savings? = nil, latencyMicroseconds: Int64, firstTokenMicroseconds: Int64? = nil,
        errorCode: String? = nil, errorMessage: String? = nil
    ) {
        self.id = id
        self.settledAt = settledAt
        self.outcome = outcome
        self.servedModel = servedModel
        self.responseID = responseID
        self.finishReason = finishReason
        self.usage = usage
        self.usageSource = usageSource
        self.cost = cost
        self.costState = costState
        self.savings = savings
        self.latencyMicroseconds = latencyMicroseconds
        self.firstTokenMicroseconds = firstTokenMicroseconds
        self.errorCode = errorCode
        self.errorMessage = errorMessage
    }
}

/// An attempt as the ledger holds it: the ledger entry once it is settled.
public struct AttemptRecord: Sendable, Hashable, Codable {
    /// How it began.
    @Boxed public var start: AttemptStart
    /// How it ended; nil while it is in flight.
    public var settlement: AttemptSettlement? {
        get { boxedSettlement?.wrappedValue }
        set { boxedSettlement = newValue.map { Boxed(wrappedValue: $0) } }
    }
    private var boxedSettlement: Boxed<AttemptSettlement>?

    private enum CodingKeys: String, CodingKey { case start, boxedSettlement = "settlement" }

    /// Makes a record.
    public init(start: AttemptStart, settlement: AttemptSettlement?) {
        self.start = start
        boxedSettlement = settlement.map { Boxed(wrappedValue: $0) }
    }
}
