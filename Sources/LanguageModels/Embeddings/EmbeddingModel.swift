/// A model that turns texts into vectors.
public protocol EmbeddingModel: Sendable {
    /// What the model can take.
    var profile: ModelProfile { get }
    /// How much one request may hold.
    var limits: EmbeddingLimits { get }

    /// The keys, by number, with which it may be asked now; see `Model.usableKeys`.
    var usableKeys: [Int] { get }

    /// The same model, asked with one of its keys.
    func using(key: Int) -> any EmbeddingModel

    /// Embeds texts in one request.
    ///
    /// - Returns: one vector a text, in order, all of one dimension.
    /// - Throws: `ModelError`; `CancellationError`.
    func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse
}

extension EmbeddingModel {
    /// The limits that most hosted models share.
    public var limits: EmbeddingLimits { EmbeddingLimits() }

    /// There is no choice of keys.
    public var usableKeys: [Int] { [] }

    /// There is no choice of keys.
    public func using(key: Int) -> any EmbeddingModel { self }
}
