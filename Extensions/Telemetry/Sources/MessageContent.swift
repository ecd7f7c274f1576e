import ExactJSON
import LanguageModels

/// What was said to a model and by it, in the JSON of the conventions. Made only where somebody asks for it.
struct MessageContent: Sendable {
    private let request: [Message]
    private var answer: Message?

    init(_ request: ModelRequest) { self.request = request.messages }

    mutating func add(_ response: ModelResponse) { answer = response.message }

    func add(to attributes: inout Attributes) {
        let instructions = request.filter { $0.role == .system }.map { Self.text($0.text) }
        if !instructions.isEmpty {
            attributes.add("gen_ai.system_instructions", text: JSONValue.array(instructions).text)
        }
        let messages = request.filter { $0.role != .system }.map(Self.json)
        attributes.add("gen_ai.input.messages", text: JSONValue.array(messages).text)
        if let answer { attributes.add("gen_ai.output.messages", text: JSONValue.array([Self.json(answer)]).text) }
    }

    private static func json(_ message: Message) -> JSONValue {
        let parts = message.content.compactMap { part -> JSONValue? in
            switch part {
            case .text(let text): Self.text(text)
            case .toolCall(let call):
                [
                    "type": "tool_call", "id": .string(call.id), "name": .string(call.name),
                    "arguments": .string(call.arguments),
                ]
            case .toolResult(let result):
                ["type": "tool_call_response", "id": .string(result.callID), "response": .string(result.text)]
            default: nil
            }
        }
        return ["role": .string(message.role.rawValue), "parts": .array(parts)]
    }

    private static func text(_ text: String) -> JSONValue { ["type": "text", "content": .string(text)] }
}
