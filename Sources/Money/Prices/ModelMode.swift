/// What a model does, in the words of the price list.
public struct ModelMode: RawRepresentable, Sendable, Hashable {
    /// The word in the list.
    public var rawValue: String
    /// Makes a mode of a word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Chat.
    public static let chat = ModelMode(rawValue: "chat")
    /// Chat by OpenAI's Responses API.
    public static let responses = ModelMode(rawValue: "responses")
    /// Text completion.
    public static let completion = ModelMode(rawValue: "completion")
    /// Embeddings.
    public static let embedding = ModelMode(rawValue: "embedding")
    /// Anything else, or not said.
    public static let other = ModelMode(rawValue: "")

    /// Whether a call always has a prompt and an answer in tokens, so that a price needs both rates.
    public var generatesText: Bool { self == .chat || self == .responses || self == .completion }
}
