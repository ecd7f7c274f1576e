/// What of a chat message costs tokens.
public struct ChatMessageShape: Hashable, Sendable {
    /// `system`, `user`, `assistant`, `tool`.
    public var role: String
    /// The text, all parts of it.
    public var text: String
    /// The name of the speaker or of the tool.
    public var name: String?
    /// The names and arguments (JSON) of the tools that are called.
    public var toolCalls: [ChatToolCallShape]
    /// The images.
    public var images: [ImageShape]

    /// Collects the parts.
    public init(
        role: String, text: String, name: String? = nil, toolCalls: [ChatToolCallShape] = [],
        images: [ImageShape] = []
    ) {
        self.role = role
        self.text = text
        self.name = name
        self.toolCalls = toolCalls
        self.images = images
    }
}

/// A tool that a message calls.
public struct ChatToolCallShape: Hashable, Sendable {
    /// The tool's name.
    public var name: String
    /// The arguments, JSON.
    public var arguments: String

    /// Collects the parts.
    public init(name: String, arguments: String) {
        self.name = name
        self.arguments = arguments
    }
}
