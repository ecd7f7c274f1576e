public import ExactJSON
public import Money

/// One request to a language model, in no provider's words.
public struct ModelRequest: Sendable, Hashable, Codable {
    /// The model asked.
    public var model: ModelID
    /// The conversation, system messages first.
    public var messages: [Message]
    /// The tools offered, in a stable order so that a cached prefix stays valid.
    public var tools: [ToolDefinition]
    /// Whether and which tool must be called; nil leaves it to the model.
    public var toolChoice: ToolChoice?
    /// The most tokens the answer may have, reasoning included; nil leaves it to the provider.
    public var maxOutputTokens: Int?
    /// Sampling temperature.
    public var temperature: Double?
    /// Nucleus sampling share.
    public var topP: Double?
    /// Texts that end the answer.
    public var stop: [String]
    /// Sampling seed.
    public var seed: Int?
    /// The shape the answer must have.
    public var responseFormat: ResponseFormat?
    /// How hard a reasoning model should think.
    public var reasoningEffort: ReasoningEffort?
    /// The provider's price class; nil is its standard one.
    public var serviceTier: ServiceTier?
    /// What requests have in common whose prompts begin alike, such as those of a conversation: providers that take it
    /// send them to where the beginning is cached. It is no part of what is asked.
    public var cacheKey: String?
    /// Whether the provider should stream. Events arrive either way.
    public var stream: Bool
    /// Members passed to the provider as they are, after all others; they win over ours.
    public var extra: JSONObject
    /// The dialect whose words `extra` has; nil is that of whichever model is asked. A model of another dialect is told
    /// what there are words for, not what only changes how an answer is made, and refuses what the answer depends on.
    public var extraDialect: WireDialect?

    /// Makes a request.
    public init(
        model: ModelID, messages: [Message], tools: [ToolDefinition] = [], toolChoice: ToolChoice? = nil,
        maxOutputTokens: Int? = nil, temperature: Double? = nil, topP: Double? = nil, stop: [String] = [],
        seed: Int? = nil, responseFormat: ResponseFormat? = nil, reasoningEffort: ReasoningEffort? = nil,
        serviceTier: ServiceTier? = nil, cacheKey: String? = nil, stream: Bool = true, extra: JSONObject = JSONObject()
    ) {
        self.model = model
        self.messages = messages
        self.tools = tools
        self.toolChoice = toolChoice
        self.maxOutputTokens = maxOutputTokens
        self.temperature = temperature
        self.topP = topP
        self.stop = stop
        self.seed = seed
        self.responseFormat = responseFormat
        self.reasoningEffort = reasoningEffort
        self.serviceTier = serviceTier
        self.cacheKey = cacheKey
        self.stream = stream
        self.extra = extra
    }
}

/// Whether and which tool a model must call.
public enum ToolChoice: Sendable, Hashable {
    /// The model decides.
    case auto
    /// None may be called.
    case none
    /// Some tool must be called.
    case required
    /// This tool must be called.
    case tool(String)
}

/// The shape an answer must have.
public enum ResponseFormat: Sendable, Hashable {
    /// Any JSON object.
    case json
    /// JSON that fits a schema.
    case schema(name: String, schema: JSONValue, strict: Bool)
}

/// How hard a reasoning model should think, in the field's common words.
public enum ReasoningEffort: String, Sendable, Hashable, Codable {
    /// As little as possible.
    case minimal
    /// Little.
    case low
    /// The usual amount.
    case medium
    /// Much.
    case high
}
