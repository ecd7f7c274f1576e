/// How much one request to an embedding model may hold.
public struct EmbeddingLimits: Sendable, Hashable {
    /// The most texts of a request.
    public var texts: Int
    /// The most tokens of a request, all texts together.
    public var tokens: Int
    /// The most tokens of one text; nil when not known.
    public var tokensPerText: Int?

    /// Makes limits; the defaults are OpenAI's (2,048 inputs, 300,000 tokens a request).
    public init(texts: Int = 2048, tokens: Int = 300_000, tokensPerText: Int? = nil) {
        self.texts = texts
        self.tokens = tokens
        self.tokensPerText = tokensPerText
    }

    /// What both allow.
    public func stricter(_ other: EmbeddingLimits) -> EmbeddingLimits {
        let perText = [tokensPerText, other.tokensPerText].compactMap(\.self).min()
        return EmbeddingLimits(
            texts: min(texts, other.texts), tokens: min(tokens, other.tokens), tokensPerText: perText)
    }
}
