public import LanguageModels

/// One request of a program that brings its own messages and tools: a turn of one pass, without the agent's prompt and
/// tools. It takes the same hooks, the same pipeline and the same ledger as the agent's own turns.
public struct DirectRequest: Sendable {
    /// How the model was chosen.
    public enum Choice: String, Sendable, Hashable {
        /// The program leaves it to the settings and to routing.
        case automatic = "auto"
        /// The program names a tier, of which `request.model` is the first model.
        case tier
        /// The program names the model.
        case model
    }

    /// What is asked. `request.model` is whom to ask first.
    public var request: ModelRequest
    /// How the model was chosen.
    public var choice: Choice
    /// Whom to ask instead when that fails, in order.
    public var fallbacks: [ModelID]
    /// The tier asked for, when one was.
    public var tier: String?
    /// The conversation it belongs to, begun if there is none of that id: its budgets count, and new messages join its
    /// history. Without one the request is a conversation of its own, and its messages are not stored.
    public var conversation: ConversationID?
    /// On whose account it spends.
    public var spender: Spender

    /// Makes a request.
    public init(
        _ request: ModelRequest, choice: Choice, fallbacks: [ModelID] = [], tier: String? = nil,
        conversation: ConversationID? = nil, spender: Spender = Spender()
    ) {
        self.request = request
        self.choice = choice
        self.fallbacks = fallbacks
        self.tier = tier
        self.conversation = conversation
        self.spender = spender
    }
}

/// What happens while a direct request is answered, in order.
public enum DirectEvent: Sendable {
    /// The model was chosen; the request is about to be made.
    indirect case routed(Route)
    /// The model answers; text and reasoning as the extensions edited them.
    case model(ModelEvent)
    /// Anything else that a turn tells: retries, fallbacks, settlements, notices.
    case run(RunEvent)
}

/// Where the events of a direct request go. What it throws ends the request, e.g. because the reader is gone.
public typealias DirectEventSink = @Sendable (DirectEvent) async throws -> Void

/// How a direct request was answered.
public struct DirectAnswer: Sendable {
    /// The conversation, the request's own when it named none.
    public var conversation: ConversationID
    /// The turn.
    public var turn: TurnID
    /// The answer.
    public var response: ModelResponse
    /// The model asked, and why.
    public var route: Route
    /// Every attempt, in order.
    public var attempts: [AttemptRecord]

    /// Makes an answer.
    public init(
        conversation: ConversationID, turn: TurnID, response: ModelResponse, route: Route, attempts: [AttemptRecord]
    ) {
        self.conversation = conversation
        self.turn = turn
        self.response = response
        self.route = route
        self.attempts = attempts
    }
}
