public import LanguageModels

/// What may be sent to and received from a model with one key within any 60 seconds. Nil is unlimited, 0 is nothing.
public struct ModelRateLimits: Sendable, Hashable {
    /// Requests.
    public var requests: Int?
    /// Input tokens.
    public var inputTokens: Int?
    /// Output tokens.
    public var outputTokens: Int?
    /// Whether tokens read from the provider's cache count as input; Anthropic's do not.
    public var countsCachedInput: Bool

    /// Makes limits.
    public init(
        requests: Int? = nil, inputTokens: Int? = nil, outputTokens: Int? = nil, countsCachedInput: Bool = true
    ) {
        self.requests = requests
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.countsCachedInput = countsCachedInput
    }

    /// The stricter of two limits of one model.
    public func stricter(_ other: ModelRateLimits) -> ModelRateLimits {
        func least(_ a: Int?, _ b: Int?) -> Int? { a.map { min($0, b ?? $0) } ?? b }
        return ModelRateLimits(
            requests: least(requests, other.requests), inputTokens: least(inputTokens, other.inputTokens),
            outputTokens: least(outputTokens, other.outputTokens),
            countsCachedInput: countsCachedInput && other.countsCachedInput)
    }
}

/// A request waits for its model's rate limit.
public struct RateWait: Sendable, Hashable {
    /// The model.
    public var model: ModelID
    /// The limit that holds it up, e.g. `60 requests a minute`; nil when the provider asked for a pause.
    public var limit: String?
    /// How long, as far as is known now.
    public var expected: Duration?
    /// How many wait before it.
    public var ahead: Int

    /// Makes a wait.
    public init(model: ModelID, limit: String?, expected: Duration?, ahead: Int) {
        self.model = model
        self.limit = limit
        self.expected = expected
        self.ahead = ahead
    }
}
