import AgentRuntime
import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers
import Tokenization

/// Token counts for the runtime: by the model's own encoding and chat rules where they are public, otherwise an
/// estimate with the field's buffer of 1.1, marked as such.
final class EncodingTokens: TokenCounting {
    /// Models whose rules are kept.
    private static let capacity = 256
    /// What is counted for an image whose size is not known: one of 1024 × 1024 at high detail.
    private static let usualImage = ImageShape(width: 1024, height: 1024)

    private let lastTools = NIOLockedValueBox<[ModelID: (tools: [ToolDefinition], tokens: Int)]>([:])
    private let counters = NIOLockedValueBox<[ModelID: ChatTokenCounter]>([:])

    func promptTokens(of request: ModelRequest) -> TokenCount {
        let counter = counter(for: request.model)
        let tools = toolTokens(request.tools, of: request.model, counter)
        return TokenCount(counter.count(request.messages.flatMap(Self.shapes), toolTokens: tools))
    }

    func tokens(of text: String, for model: ModelID) -> TokenCount { TokenCount(counter(for: model).count(text)) }

    /// The tools of the last request of each model, which are mostly those of its next one too.
    private func toolTokens(_ tools: [ToolDefinition], of model: ModelID, _ counter: ChatTokenCounter) -> Int {
        // Outside the lock: comparing is quick for the same array and not for an equal one.
        if let known = lastTools.withLockedValue({ $0[model] }), known.tools == tools { return known.tokens }
        let tokens = counter.rawCount(tools: tools.map { ChatToolShape($0) })
        lastTools.withLockedValue { last in
            if last.count >= Self.capacity { last.removeAll() }
            last[model] = (tools, tokens)
        }
        return tokens
    }

    private func counter(for model: ModelID) -> ChatTokenCounter {
        if let known = counters.withLockedValue({ $0[model] }) { return known }
        let made: ChatTokenCounter
        do { made = try ChatTokenCounter(model: model.description) } catch {
            preconditionFailure("the rules name only encodings that are compiled in: \(error)")
        }
        counters.withLockedValue { counters in
            if counters.count >= Self.capacity { counters.removeAll() }
            counters[model] = made
        }
        return made
    }

    /// A message as it goes over the wire: each tool result is a message of its own.
    private static func shapes(_ message: Message) -> [ChatMessageShape] {
        if case .text(let text)? = message.content.first, message.content.count == 1 {
            return [ChatMessageShape(role: message.role.rawValue, text: text)]
        }
        var text = ""
        var images: [ImageShape] = []
        var calls: [ChatToolCallShape] = []
        var results: [ChatMessageShape] = []
        for part in message.content {
            switch part {
            case .text(let piece): text += piece
            case .reasoning(let reasoning): text += reasoning.text
            case .image: images.append(usualImage)
            case .toolCall(let call): calls.append(ChatToolCallShape(name: call.name, arguments: call.arguments))
            case .toolResult(let result): results.append(ChatMessageShape(role: "tool", text: result.text))
            }
        }
        guard results.isEmpty || !text.isEmpty else { return results }
        return [
            ChatMessageShape(role: message.role.rawValue, text: text, toolCalls: calls, images: images)
        ] + results
    }
}

extension TokenCount {
    fileprivate init(_ estimate: TokenEstimate) {
        self.init(estimate.count, isExact: !estimate.isEstimate)
    }
}

extension ChatToolShape {
    /// The shape of a tool's schema; what is not a plain property is counted as its text.
    fileprivate init(_ tool: ToolDefinition) {
        let properties = tool.parameters["properties"]?.objectValue ?? JSONObject()
        self.init(
            name: tool.name, description: tool.description,
            properties: properties.map { member in
                var rest = member.value.objectValue ?? JSONObject()
                for known in ["type", "description", "enum"] { rest[known] = nil }
                return Property(
                    name: member.key, type: member.value["type"]?.stringValue ?? "",
                    description: member.value["description"]?.stringValue ?? "",
                    choices: (member.value["enum"]?.arrayValue ?? []).compactMap(\.stringValue),
                    rest: rest.isEmpty ? "" : JSONValue.object(rest).text)
            })
    }
}
