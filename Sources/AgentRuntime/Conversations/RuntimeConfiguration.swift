public import LanguageModels

/// What a runtime is told to do, apart from the services it stands on.
public struct RuntimeConfiguration: Sendable {
    /// The chat slot.
    public var chat: SlotConfiguration
    /// The utility slot.
    public var utility: SlotConfiguration
    /// The browser slot.
    public var browser: SlotConfiguration
    /// The embedding slot.
    public var embedding: SlotConfiguration
    /// The loop's limits.
    public var limits: LoopLimits
    /// When failed attempts are tried again.
    public var retry: RetryPolicy
    /// Rate limits by model, for each of its keys.
    public var rateLimits: [ModelID: ModelRateLimits] = [:]
    /// What may be spent.
    public var budgets = BudgetPlan()
    /// The folder tools work in, an absolute path.
    public var workspace: String
    /// The product's version.
    public var version: String

    /// Makes a configuration; slots that are not given use the chat slot's model.
    public init(
        chat: SlotConfiguration, utility: SlotConfiguration? = nil, browser: SlotConfiguration? = nil,
        embedding: SlotConfiguration? = nil, limits: LoopLimits = LoopLimits(), retry: RetryPolicy = RetryPolicy(),
        rateLimits: [ModelID: ModelRateLimits] = [:], workspace: String, version: String = "0"
    ) {
        self.chat = chat
        self.utility = utility ?? chat
        self.browser = browser ?? chat
        self.embedding = embedding ?? chat
        self.limits = limits
        self.retry = retry
        self.rateLimits = rateLimits
        self.workspace = workspace
        self.version = version
    }
}

/// A slot's model and how it is asked.
public struct SlotConfiguration: Sendable, Hashable {
    /// The model.
    public var model: ModelID
    /// Whom to ask instead when it fails, in order.
    public var fallbacks: [ModelID]
    /// How it is asked.
    public var parameters: CallParameters
    /// Share of the context that history (chat) or input (utility) may fill, 0…1.
    public var contextShare: Double

    /// Makes a slot.
    public init(
        model: ModelID, fallbacks: [ModelID] = [], parameters: CallParameters = CallParameters(),
        contextShare: Double = 0.7
    ) {
        self.model = model
        self.fallbacks = fallbacks
        self.parameters = parameters
        self.contextShare = contextShare
    }
}

/// The enforced limits of the loop. Reaching one stops the turn with a typed error; another message resumes it.
public struct LoopLimits: Sendable, Hashable {
    /// Passes of the loop in one turn.
    public var iterations: Int
    /// How deep subordinates may nest; 0 forbids them.
    public var depth: Int
    /// Unusable replies in a row.
    public var unusableReplies: Int
    /// Identical calls with identical results in a row: one less warns the model a second time and raises the tier,
    /// two less warns it.
    public var repeatedCalls: Int

    /// Makes limits.
    public init(iterations: Int = 50, depth: Int = 3, unusableReplies: Int = 3, repeatedCalls: Int = 5) {
        self.iterations = iterations
        self.depth = depth
        self.unusableReplies = unusableReplies
        self.repeatedCalls = repeatedCalls
    }
}
