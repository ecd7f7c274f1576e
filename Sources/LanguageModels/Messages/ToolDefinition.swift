public import ExactJSON

/// A tool as it is offered to a model.
public struct ToolDefinition: Sendable, Hashable, Codable {
    /// The name the model calls, `[a-zA-Z0-9_-]{1,64}`.
    public var name: String
    /// What it does and when to use it.
    public var description: String
    /// JSON Schema of the arguments: an object.
    public var parameters: JSONValue
    /// Whether the provider must hold the model to the schema; nil leaves it to the provider.
    public var isStrict: Bool?

    /// Makes a definition.
    public init(name: String, description: String, parameters: JSONValue, isStrict: Bool? = nil) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.isStrict = isStrict
    }
}
