/// The vectors of some texts and what they used.
public struct EmbeddingResponse: Sendable, Hashable, Codable {
    /// One vector a text, in the request's order: `[n][dimension]`.
    public var vectors: [[Float]]
    /// What was used, and how we know.
    public var usage: UsageReport
    /// The model that answered, as the provider named it.
    public var servedModel: String?

    /// Makes a response.
    public init(vectors: [[Float]], usage: UsageReport, servedModel: String? = nil) {
        self.vectors = vectors
        self.usage = usage
        self.servedModel = servedModel
    }
}
