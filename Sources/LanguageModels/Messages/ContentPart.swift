/// A part of a message.
public enum ContentPart: Sendable, Hashable {
    /// Text to be read.
    case text(String)
    /// An image.
    case image(ImageContent)
    /// The model's reasoning, kept because some providers want it back unchanged.
    case reasoning(Reasoning)
    /// A call of a tool by the model.
    case toolCall(ToolCall)
    /// What a tool answered.
    case toolResult(ToolResult)
}

/// An image by its bytes or its address.
public enum ImageContent: Sendable, Hashable, Codable {
    /// Base64 text and its media type, e.g. `image/png`.
    case base64(String, mediaType: String)
    /// An address the provider fetches.
    case url(String)
}

/// What a model thought, as far as the provider shows it.
public struct Reasoning: Sendable, Hashable, Codable {
    /// The shown text; may be empty.
    public var text: String
    /// The provider's proof that the text is its own, to be sent back unchanged.
    public var signature: String?
    /// Reasoning the provider shows only in sealed form, to be sent back unchanged.
    public var redacted: String?

    /// Makes a piece of reasoning.
    public init(text: String, signature: String? = nil, redacted: String? = nil) {
        self.text = text
        self.signature = signature
        self.redacted = redacted
    }
}

/// A call of a tool by a model.
public struct ToolCall: Sendable, Hashable, Codable {
    /// The call's id, which the result repeats.
    public var id: String
    /// The tool's name.
    public var name: String
    /// The arguments as the model wrote them: JSON text, not yet checked.
    public var arguments: String

    /// Makes a call.
    public init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// What a tool answered to a call.
public struct ToolResult: Sendable, Hashable, Codable {
    /// The id of the call answered.
    public var callID: String
    /// The tool's name.
    public var name: String
    /// The answer as text for the model.
    public var text: String
    /// Whether the tool failed; the text then says why.
    public var isError: Bool

    /// Makes a result.
    public init(callID: String, name: String, text: String, isError: Bool = false) {
        self.callID = callID
        self.name = name
        self.text = text
        self.isError = isError
    }
}

extension ContentPart: Codable {
    private enum Kind: String, Codable {
        case text, image, reasoning
        case toolCall = "tool_call"
        case toolResult = "tool_result"
    }
    private enum CodingKeys: String, CodingKey { case type, value }

    /// Decodes `{"type", "value"}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .type) {
        case .text: self = .text(try container.decode(String.self, forKey: .value))
        case .image: self = .image(try container.decode(ImageContent.self, forKey: .value))
        case .reasoning: self = .reasoning(try container.decode(Reasoning.self, forKey: .value))
        case .toolCall: self = .toolCall(try container.decode(ToolCall.self, forKey: .value))
        case .toolResult: self = .toolResult(try container.decode(ToolResult.self, forKey: .value))
        }
    }

    /// Encodes `{"type", "value"}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text(let text):
            try container.encode(Kind.text, forKey: .type)
            try container.encode(text, forKey: .value)
        case .image(let image):
            try container.encode(Kind.image, forKey: .type)
            try container.encode(image, forKey: .value)
        case .reasoning(let reasoning):
            try container.encode(Kind.reasoning, forKey: .type)
            try container.encode(reasoning, forKey: .value)
        case .toolCall(let call):
            try container.encode(Kind.toolCall, forKey: .type)
            try container.encode(call, forKey: .value)
        case .toolResult(let result):
            try container.encode(Kind.toolResult, forKey: .type)
            try container.encode(result, forKey: .value)
        }
    }
}
