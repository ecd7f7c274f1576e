public import LanguageModels

/// A prompt that a model finds too long: the payload of `context_overflow`.
///
/// A handler that makes `request` shorter has it sent to the same model again, at most three times a model. Left as it
/// is, the request goes to the cheapest model of the chain with a larger context, and without one the call fails.
public struct ContextOverflow: Sendable, Codable {
    /// The call.
    public let call: ModelCall
    /// The model that finds it too long.
    public let model: ModelID
    /// That model's context as far as is known, in tokens.
    public let contextWindow: Int?
    /// The prompt's tokens by our own count.
    public let promptTokens: Int
    /// What the provider said.
    public let reason: String
    /// Whom it goes to unless it is shortened; nil when nobody has a larger context.
    public let largerModel: ModelID?
    /// The request; shortening it is the one change that counts.
    public var request: ModelRequest

    /// Makes an overflow.
    public init(
        call: ModelCall, model: ModelID, contextWindow: Int?, promptTokens: Int, reason: String,
        largerModel: ModelID?, request: ModelRequest
    ) {
        self.call = call
        self.model = model
        self.contextWindow = contextWindow
        self.promptTokens = promptTokens
        self.reason = reason
        self.largerModel = largerModel
        self.request = request
    }
}
