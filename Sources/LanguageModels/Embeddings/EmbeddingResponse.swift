/// The vectors of some texts and what they used.
public struct EmbeddingResponse: Sendable, Hashable, Codable {
    /// One vector a text, in the request's order: `[n][dimension]`.
    public var vectors: [[Float]]
    /// What was used, and how we know.
    public var usage: UsageReport
    /// The model that answered, as the provider named it.
    public var servedModel: String?
    /// The model that was asked in the end; nil straight from a provider. Vectors of one model say nothing about those
    /// of another.
    public var model: ModelID?
    /// What the provider said of its limits in the reply's headers.
    public var limits: ProviderLimits?

    /// Makes a response.
    public init(
        vectors: [[Float]], usage: UsageReport, servedModel: String? = nil, model: ModelID? = nil,
        limits: ProviderLimits? = nil
    ) {
        self.vectors = vectors
        self.usage = usage
        self.servedModel = servedModel
        self.model = model
        self.limits = limits
    }
}
