import ExactJSON
import LanguageModels

/// What the offline model says to a request: a pure function of it.
struct OfflineAnswer: Equatable {
    var text = ""
    var toolCalls: [ToolCall] = []

    init(to request: ModelRequest) {
        let results = request.messages.reversed().prefix { $0.role == .tool }.reversed().flatMap(\.toolResults)
        if !results.isEmpty {
            text = results.map(OfflineAnswer.report).joined(separator: "\n\n")
        } else {
            let question = request.messages.last { $0.role == .user }?.text ?? ""
            let calls = request.toolChoice == ToolChoice.none ? [] : OfflineToolRequest.all(in: question, request.tools)
            let missing = calls.filter { call in !request.tools.contains { $0.name == call.name } }
            if let unknown = missing.first {
                text = OfflineAnswer.unknownTool(unknown.name, request.tools)
            } else if !calls.isEmpty {
                toolCalls = calls.enumerated().map { index, call in
                    ToolCall(
                        id: "offline_\(request.messages.count)_\(index + 1)", name: call.name,
                        arguments: call.arguments)
                }
                text = "Calling \(calls.map(\.name).joined(separator: ", ")) as asked."
            } else {
                text = OfflineAnswer.reply(to: question, tools: request.tools)
            }
        }
        if toolCalls.isEmpty, let format = request.responseFormat { text = OfflineAnswer.json(text, format).text }
    }

    private static func report(_ result: ToolResult) -> String {
        let limit = 600
        let shown = result.text.count > limit ? result.text.prefix(limit) + " …" : result.text[...]
        return result.isError
            ? "\(result.name) failed: \(shown)"
            : "\(result.name) answered (\(OfflineWords.count(result.text)) words):\n\(shown)"
    }

    private static func unknownTool(_ name: String, _ tools: [ToolDefinition]) -> String {
        tools.isEmpty
            ? "I was asked to use \(name), but no tools are offered to me here."
            : "I was asked to use \(name), which I am not offered. I have: "
                + tools.map(\.name).sorted().joined(separator: ", ") + "."
    }

    private static func reply(to question: String, tools: [ToolDefinition]) -> String {
        let lower = question.lowercased()
        for verb in ["say ", "echo ", "repeat "] where lower.hasPrefix(verb) {
            return String(question.dropFirst(verb.count))
        }
        for verb in ["count the words in ", "count words in ", "count the words: ", "count words: ", "count words "]
        where lower.hasPrefix(verb) {
            let count = OfflineWords.count(String(question.dropFirst(verb.count)))
            return count == 1 ? "1 word." : "\(count) words."
        }
        if let result = OfflineArithmetic.answer(to: question) { return result }
        return introduction(question, tools)
    }

    private static func introduction(_ question: String, _ tools: [ToolDefinition]) -> String {
        let shown = question.count > 200 ? question.prefix(200) + "…" : question[...]
        let words = OfflineWords.count(question)
        let heard = words == 0 ? "" : " You said “\(shown)” (\(words) \(words == 1 ? "word" : "words"))."
        let example =
            tools.contains { $0.name == "list_files" }
            ? "“list files”, “read README.md”, or “use list_files {\"path\": \".\"}”"
            : "“use TOOL {\"argument\": \"value\"}”"
        return "I am Farthing's built-in offline model. I am no language model: I answer by fixed rules, so that you "
            + "can try streaming, tools, budgets and costs without a key.\(heard) "
            + "Try “say hello”, “what is 12 * (3 + 4)?”, “count words in one two three”, \(example). "
            + "Set a key such as OPENAI_API_KEY, ANTHROPIC_API_KEY or OPENROUTER_API_KEY to talk to a real model."
    }

    /// Returns a JSON value of the asked shape that carries the text.
    private static func json(_ text: String, _ format: ResponseFormat) -> JSONValue {
        switch format {
        case .json: ["answer": .string(text)]
        case .schema(_, let schema, _): instance(of: schema, text: text, depth: 0)
        }
    }

    /// Returns the plainest instance of a schema: required members, first choices, the text for strings.
    private static func instance(of schema: JSONValue, text: String, depth: Int) -> JSONValue {
        guard depth < 16 else { return .null }
        if let constant = schema["const"] { return constant }
        if let first = schema["enum"]?[0] { return first }
        if let first = schema["anyOf"]?[0] ?? schema["oneOf"]?[0] {
            return instance(of: first, text: text, depth: depth + 1)
        }
        switch schema["type"]?.stringValue ?? schema["type"]?[0]?.stringValue {
        case "object":
            let properties = schema["properties"]?.objectValue ?? JSONObject()
            let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? properties.keys
            return .object(
                JSONObject(
                    required.map { key in (key, instance(of: properties[key] ?? .null, text: text, depth: depth + 1)) })
            )
        case "array":
            let count = Swift.min(schema["minItems"]?.intValue ?? 0, 16)
            let item = instance(of: schema["items"] ?? .null, text: text, depth: depth + 1)
            return .array(Array(repeating: item, count: Swift.max(count, 0)))
        case "integer", "number": return schema["minimum"] ?? 0
        case "boolean": return false
        case "null": return .null
        default: return .string(text)
        }
    }
}
