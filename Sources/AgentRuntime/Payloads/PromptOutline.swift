public import LanguageModels

/// What is known of a prompt before it is assembled: enough to rule out models that cannot take it.
public struct PromptOutline: Sendable, Hashable {
    /// Tokens of the messages and tools that are there already, estimated: a token for four bytes of text and a thousand
    /// for an image. The agent's own instructions and tools and what extensions add are not in it.
    public var tokens: Int
    /// Images that people and tools gave.
    public var images: Int
    /// Whether the program that asks offers tools; of the agent's own turns it is false, though they have tools.
    public var offersTools: Bool

    /// An empty prompt.
    public init() {
        tokens = 0
        images = 0
        offersTools = false
    }

    /// Looks over messages and tools.
    public init(_ messages: some Sequence<Message>, tools: [ToolDefinition]) {
        self.init()
        var bytes = 0
        for message in messages {
            for part in message.content {
                switch part {
                case .text(let text): bytes += text.utf8.count
                case .toolCall(let call): bytes += call.name.utf8.count + call.arguments.utf8.count
                case .toolResult(let result): bytes += result.text.utf8.count
                case .image: images += 1
                case .reasoning(let reasoning): bytes += reasoning.text.utf8.count
                }
            }
        }
        for tool in tools { bytes += tool.name.utf8.count + tool.description.utf8.count + 200 }
        offersTools = !tools.isEmpty
        tokens = bytes / 4 + images * 1_000
    }
}
