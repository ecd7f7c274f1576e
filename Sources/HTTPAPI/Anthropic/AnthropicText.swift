import ExactJSON
import LanguageModels
import Money

/// Writes answers in the shape of Anthropic's Messages API.
enum AnthropicText {
    static func whole(_ response: ModelResponse, id: String, model: String, cost: CallCost) -> JSONValue {
        [
            "id": .string(id), "type": "message", "role": "assistant", "model": .string(model),
            "content": .array(response.message.content.compactMap(block)),
            "stop_reason": .string(response.finishReason.anthropicWord), "stop_sequence": nil,
            "usage": usage(response.usage, cost: cost),
        ]
    }

    private static func block(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .text(let text): return ["type": "text", "text": .string(text)]
        case .reasoning(let reasoning):
            if let data = reasoning.redacted { return ["type": "redacted_thinking", "data": .string(data)] }
            return [
                "type": "thinking", "thinking": .string(reasoning.text),
                "signature": .string(reasoning.signature ?? ""),
            ]
        case .toolCall(let call):
            return [
                "type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": input(call.arguments),
            ]
        case .image, .toolResult: return nil
        }
    }

    /// The arguments as an object; a model that wrote something else gets it back as it is, for its client to see.
    private static func input(_ arguments: String) -> JSONValue {
        let parsed: JSONValue
        do throws(JSONSyntaxError) { parsed = try JSONValue(parsing: arguments.isEmpty ? "{}" : arguments) } catch {
            return ["_unparsed": .string(arguments)]
        }
        return parsed
    }

    /// The usage as Anthropic counts it: input without what was read from or written to the cache.
    static func usage(_ report: UsageReport, cost: CallCost?) -> JSONValue {
        let usage = report.usage
        var object = JSONObject([
            ("input_tokens", JSONValue(usage.promptTokens - usage.cacheRead - usage.cacheWrite)),
            ("cache_creation_input_tokens", JSONValue(usage.cacheWrite)),
            ("cache_read_input_tokens", JSONValue(usage.cacheRead)),
            ("output_tokens", JSONValue(usage.completionTokens)),
        ])
        if let cost { object["cost_usd"] = cost.cost.map { .string($0.description) } ?? .null }
        if report.source == .estimate { object["estimated"] = true }
        return .object(object)
    }
}

extension FinishReason {
    /// The reason in Anthropic's words.
    fileprivate var anthropicWord: String {
        switch self {
        case .stop: "end_turn"
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .contentFilter, .refusal: "refusal"
        case .pause: "pause_turn"
        case .other(let word): word
        }
    }

    var anthropicStopReason: JSONValue { .string(anthropicWord) }
}

extension APIError {
    /// The error in Anthropic's shape.
    var anthropicReply: Reply { Reply(status: status, headers: headers, json: anthropicJSON) }

    var anthropicJSON: JSONValue {
        let type =
            switch (self.type, status) {
            case ("budget_exceeded", _), ("overloaded_error", _): self.type
            case (_, 401): "authentication_error"
            case (_, 403): "permission_error"
            case (_, 404): "not_found_error"
            case (_, 413): "request_too_large"
            case (_, 429): "rate_limit_error"
            case (_, 400..<500): "invalid_request_error"
            default: "api_error"
            }
        return ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
    }
}
