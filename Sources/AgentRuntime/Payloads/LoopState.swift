public import ExactJSON
public import LanguageModels

/// The state of a turn's loop, as extensions see and change it.
///
/// What still has an effect where: `route` and `parameters` until the main call is made; `system`, `history` and the
/// extras at `message_loop_prompts_after`, between their assembly and the request. `paramsTemporary` is cleared before
/// each `message_loop_start`; `extrasTemporary` once they are rendered; the persistent ones live for the turn.
public struct LoopState: Sendable, Codable {
    /// The conversation.
    public let conversation: ConversationID
    /// The turn.
    public let turn: TurnID
    /// 0 for the agent itself, 1 for its subordinate, and so on.
    public let depth: Int
    /// The pass of the loop, from 0; -1 at `monologue_start`.
    public var iteration = -1
    /// The message that began the turn.
    public var userMessage: Message
    /// The model to ask, and why.
    public var route: Route
    /// How to ask it.
    public var parameters: CallParameters
    /// Values of extensions for this pass.
    public var paramsTemporary = JSONObject()
    /// Values of extensions for this turn.
    public var paramsPersistent = JSONObject()
    /// Context for the next prompt only.
    public var extrasTemporary: [PromptSection] = []
    /// Context for every prompt of this turn.
    public var extrasPersistent: [PromptSection] = []
    /// The sections of the system prompt, joined by blank lines.
    public var system: [PromptSection] = []
    /// At `message_loop_prompts_after` the history as it will be sent: a view, not the store. At `message_loop_end` the
    /// history as it is stored, with what the pass added.
    public var history: [HistoryEntry] = []
    /// Tokens that were taken out of this pass's prompt: whoever shortens it adds what it saved.
    public var removedTokens = 0
    /// The model's last text in this turn.
    public var lastResponse = ""
    /// The tool that is running.
    public var currentTool: String?

    /// Makes the state of a new turn.
    public init(
        conversation: ConversationID, turn: TurnID, depth: Int, userMessage: Message, route: Route,
        parameters: CallParameters = CallParameters()
    ) {
        self.conversation = conversation
        self.turn = turn
        self.depth = depth
        self.userMessage = userMessage
        self.route = route
        self.parameters = parameters
    }
}

/// The model to ask, and why.
public struct Route: Sendable, Hashable, Codable {
    /// The model.
    public var model: ModelID
    /// Whom to ask instead when it fails, in order.
    public var fallbacks: [ModelID]
    /// The tier it was chosen for.
    public var tier: String?
    /// The kind of task, as the router saw it.
    public var task: String?
    /// The decision that chose it.
    public var decision: DecisionID?
    /// One sentence for a person.
    public var reason: String
    /// Whether the person named the model: then nothing else chooses one.
    public var isFixed: Bool

    /// Makes a route.
    public init(
        model: ModelID, fallbacks: [ModelID] = [], tier: String? = nil, task: String? = nil,
        decision: DecisionID? = nil, reason: String, isFixed: Bool = false
    ) {
        self.isFixed = isFixed
        self.model = model
        self.fallbacks = fallbacks
        self.tier = tier
        self.task = task
        self.decision = decision
        self.reason = reason
    }
}

/// How to ask a model.
public struct CallParameters: Sendable, Hashable, Codable {
    /// The most tokens of an answer.
    public var maxOutputTokens: Int?
    /// Sampling temperature.
    public var temperature: Double?
    /// How hard to think.
    public var reasoningEffort: ReasoningEffort?
    /// Members passed to the provider as they are.
    public var extra: JSONObject

    /// Makes parameters; what is nil is left to the provider.
    public init(
        maxOutputTokens: Int? = nil, temperature: Double? = nil, reasoningEffort: ReasoningEffort? = nil,
        extra: JSONObject = JSONObject()
    ) {
        self.maxOutputTokens = maxOutputTokens
        self.temperature = temperature
        self.reasoningEffort = reasoningEffort
        self.extra = extra
    }
}

/// A named piece of a prompt.
public struct PromptSection: Sendable, Hashable, Codable {
    /// What it is about, unique among its neighbours.
    public var name: String
    /// The text.
    public var text: String

    /// Makes a section.
    public init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}

/// A message of the history with where it stands.
public struct HistoryEntry: Sendable, Hashable, Codable {
    /// The stored message's id.
    public var id: MessageID
    /// The turn it belongs to; a turn of the agent itself is a topic.
    public var turn: TurnID
    /// Where it comes from.
    public var origin: MessageRecord.Origin
    /// The message.
    public var message: Message

    /// Makes an entry.
    public init(id: MessageID, turn: TurnID, origin: MessageRecord.Origin, message: Message) {
        self.id = id
        self.turn = turn
        self.origin = origin
        self.message = message
    }
}
