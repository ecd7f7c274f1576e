package import LanguageModels
package import Money

/// What leaving the model of the last answer costs: its provider has the conversation in its prompt cache.
package struct SwitchQuote: Sendable, Hashable {
    /// Whom the next request would go to.
    package var model: ModelID
    /// Tokens of the conversation that would have been read from the cache.
    package var cachedTokens: Int
    /// How much more the next request costs because they are not; nil when a price is not known.
    package var loss: Money?

    package init(model: ModelID, cachedTokens: Int, loss: Money?) {
        self.model = model
        self.cachedTokens = cachedTokens
        self.loss = loss
    }

    /// The price for a person; empty when nothing is lost.
    package var sentence: String {
        guard cachedTokens > 0 else { return "" }
        guard let loss else { return "A prompt cache of \(cachedTokens) tokens is left; what that costs is not known." }
        return loss > .zero
            ? "It leaves a prompt cache of \(cachedTokens) tokens: $\(loss) more for the next request." : ""
    }
}
