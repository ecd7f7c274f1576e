public import LanguageModels

/// Whose vectors, and how long they are.
public struct VectorSpace: Sendable, Hashable, CustomStringConvertible {
    /// The model that made them.
    public var model: ModelID
    /// Their length.
    public var dimension: Int

    /// Names a space.
    public init(_ model: ModelID, _ dimension: Int) {
        self.model = model
        self.dimension = dimension
    }

    /// For a message.
    public var description: String { "\(model), \(dimension) dimensions" }
}
