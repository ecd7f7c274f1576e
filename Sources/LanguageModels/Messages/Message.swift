/// One message of a conversation.
public struct Message: Sendable, Hashable, Codable {
    /// Who speaks.
    public enum Role: String, Sendable, Hashable, Codable {
        /// Instructions to the model.
        case system
        /// The person, or the program in their place.
        case user
        /// The model.
        case assistant
        /// Results of the tools that the assistant's previous message called.
        case tool
    }

    /// Who speaks.
    public var role: Role
    /// What is said, in order.
    public var content: [ContentPart]
    /// Whether the provider is asked to cache the prompt up to and including this message.
    public var cacheBreakpoint: Bool

    /// Makes a message of parts.
    public init(role: Role, content: [ContentPart], cacheBreakpoint: Bool = false) {
        self.role = role
        self.content = content
        self.cacheBreakpoint = cacheBreakpoint
    }

    /// Makes a message of one text.
    public init(_ role: Role, _ text: String) { self.init(role: role, content: [.text(text)]) }

    /// The visible text, parts joined without separator.
    public var text: String {
        content.reduce(into: "") { joined, part in if case .text(let text) = part { joined += text } }
    }

    /// The tool calls, in order.
    public var toolCalls: [ToolCall] {
        content.compactMap { part in if case .toolCall(let call) = part { call } else { nil } }
    }

    /// The tool results, in order.
    public var toolResults: [ToolResult] {
        content.compactMap { part in if case .toolResult(let result) = part { result } else { nil } }
    }

    private enum CodingKeys: String, CodingKey { case role, content, cacheBreakpoint = "cache_breakpoint" }

    /// Decodes a message; `cache_breakpoint` may be absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        role = try container.decode(Role.self, forKey: .role)
        content = try container.decode([ContentPart].self, forKey: .content)
        cacheBreakpoint = try container.decodeIfPresent(Bool.self, forKey: .cacheBreakpoint) ?? false
    }

    /// Encodes a message; `cache_breakpoint` only when set.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(role, forKey: .role)
        try container.encode(content, forKey: .content)
        if cacheBreakpoint { try container.encode(true, forKey: .cacheBreakpoint) }
    }
}
