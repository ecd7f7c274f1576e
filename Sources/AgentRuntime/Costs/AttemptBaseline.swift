public import LanguageModels

/// What an attempt's cost is compared with: what would have been asked without any of our savings.
public struct AttemptBaseline: Sendable, Hashable, Codable {
    /// The model that would have been asked; nil when nobody would have been: routing, judging and summarising exist
    /// only because of the savings, and their cost is taken off those.
    public var model: ModelID?
    /// Tokens that were taken out of the prompt before it was sent.
    public var removedTokens: Int

    /// Makes a baseline.
    public init(model: ModelID?, removedTokens: Int = 0) {
        self.model = model
        self.removedTokens = max(0, removedTokens)
    }
}
