/// A model that turns texts into vectors.
public protocol EmbeddingModel: Sendable {
    /// What the model can take.
    var profile: ModelProfile { get }
    /// How much one request may hold.
    var limits: EmbeddingLimits { get }

    /// Embeds texts in one request.
    ///
    /// - Returns: one vector a text, in order, all of one dimension.
    /// - Throws: `ModelError`; `CancellationError`.
    func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse
}

extension EmbeddingModel {
    /// The limits that most hosted models share.
    public var limits: EmbeddingLimits { EmbeddingLimits() }
}
