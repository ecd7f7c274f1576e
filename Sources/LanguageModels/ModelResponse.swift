/// A model's complete answer to one request.
public struct ModelResponse: Sendable, Hashable, Codable {
    /// The provider's id of the response.
    public var id: String?
    /// The assistant's message: reasoning, text and tool calls in the order they came.
    public var message: Message
    /// Why the answer ended.
    public var finishReason: FinishReason
    /// What was used, and how we know.
    @Boxed public var usage: UsageReport
    /// The model that answered, as the provider named it; nil when it did not say.
    public var servedModel: String?
    /// What the provider said of its limits in the reply's headers.
    public var limits: ProviderLimits? {
        get { boxedLimits?.wrappedValue }
        set { boxedLimits = newValue.map { Boxed(wrappedValue: $0) } }
    }
    private var boxedLimits: Boxed<ProviderLimits>?

    private enum CodingKeys: String, CodingKey {
        case id, message, finishReason, usage, servedModel, boxedLimits = "limits"
    }

    /// Makes a response.
    public init(
        id: String? = nil, message: Message, finishReason: FinishReason, usage: UsageReport,
        servedModel: String? = nil, limits: ProviderLimits? = nil
    ) {
        self.id = id
        self.message = message
        self.finishReason = finishReason
        self.usage = usage
        self.servedModel = servedModel
        boxedLimits = limits.map { Boxed(wrappedValue: $0) }
    }
}

/// Why an answer ended.
public enum FinishReason: Sendable, Hashable {
    /// The model was done, or met a stop text.
    case stop
    /// `maxOutputTokens` or the context was reached.
    case length
    /// The model called tools and waits for their results.
    case toolCalls
    /// The provider's content filter cut the answer.
    case contentFilter
    /// The model refused to answer; the message holds its words.
    case refusal
    /// The provider paused a long turn; the same messages plus this one continue it.
    case pause
    /// A reason we have no word for, as the provider wrote it.
    case other(String)

    /// The word used in records and JSON.
    public var name: String {
        switch self {
        case .stop: "stop"
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .contentFilter: "content_filter"
        case .refusal: "refusal"
        case .pause: "pause"
        case .other(let reason): reason
        }
    }
}

/// A provider's rate limits as its reply headers state them.
public struct ProviderLimits: Sendable, Hashable, Codable {
    /// One limited quantity.
    public struct Window: Sendable, Hashable {
        /// The most in a window.
        public var limit: Int?
        /// What is left in this one.
        public var remaining: Int?
        /// Time until the window is full again.
        public var reset: Duration?

        /// Makes a window.
        public init(limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil) {
            self.limit = limit
            self.remaining = remaining
            self.reset = reset
        }
    }

    /// Requests.
    public var requests: Window
    /// Tokens of both directions, or of input where output is limited apart.
    public var tokens: Window
    /// Output tokens where the provider limits them apart.
    public var outputTokens: Window

    /// Makes limits.
    public init(requests: Window = .init(), tokens: Window = .init(), outputTokens: Window = .init()) {
        self.requests = requests
        self.tokens = tokens
        self.outputTokens = outputTokens
    }
}
