import ExactJSON
import LanguageModels
import Money

/// Anthropic's messages, as the server says them.
struct MockAnthropicDialect: MockDialect {
    func stream(_ reply: MockAnswer) -> (events: [String], finish: [String], end: [String]) {
        var first = usage(reply.usage)
        first["output_tokens"] = 1
        var message = message(reply, content: [], stopReason: .null)
        message["usage"] = reply.usagePlace == .nowhere ? nil : .object(first)
        var events = [event("message_start", [("message", .object(message))]), event("ping", [])]
        for (index, part) in reply.content.enumerated() {
            let (opening, deltas) = MockAnthropicDialect.block(part)
            guard let opening else { continue }
            let place: (String, JSONValue) = ("index", JSONValue(index))
            events.append(event("content_block_start", [place, ("content_block", opening)]))
            events += deltas.map { event("content_block_delta", [place, ("delta", $0)]) }
            events.append(event("content_block_stop", [place]))
        }
        var delta = [
            ("delta", ["stop_reason": .string(word(reply.finishReason)), "stop_sequence": .null] as JSONValue)
        ]
        if reply.usagePlace == .usual {
            delta.append(("usage", ["output_tokens": JSONValue(reply.usage.completionTokens)]))
        }
        return (events, [event("message_delta", delta)], [event("message_stop", [])])
    }

    func whole(_ reply: MockAnswer) -> String {
        let content = reply.content.compactMap { part -> JSONValue? in
            switch part {
            case .text(let text): ["type": "text", "text": .string(text)]
            case .reasoning(let reasoning):
                [
                    "type": "thinking", "thinking": .string(reasoning.text),
                    "signature": .string(reasoning.signature ?? ""),
                ]
            case .toolCall(let call):
                [
                    "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
                    // A script may hold what no API would send; it is then said as an empty object.
                    "input": (try? JSONValue(parsing: call.arguments)) ?? [:],
                ]
            case .image, .toolResult: nil
            }
        }
        var message = message(reply, content: content, stopReason: .string(word(reply.finishReason)))
        if reply.usagePlace != .nowhere { message["usage"] = .object(usage(reply.usage)) }
        return JSONValue.object(message).text
    }

    func error(_ message: String, type: String?, status: Int) -> String {
        let known = [
            400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error",
            413: "request_too_large", 429: "rate_limit_error", 529: "overloaded_error",
        ]
        let word = type ?? known[status] ?? "api_error"
        return JSONValue(
            dictionaryLiteral: ("type", "error"), ("error", ["type": .string(word), "message": .string(message)])
        ).text
    }

    func errorEvent(_ message: String, type: String) -> String {
        "event: error\ndata: \(error(message, type: type, status: 500))\n\n"
    }

    private func message(_ reply: MockAnswer, content: [JSONValue], stopReason: JSONValue) -> JSONObject {
        JSONObject([
            ("id", .string(reply.id)), ("type", "message"), ("role", "assistant"), ("model", .string(reply.model)),
            ("content", .array(content)), ("stop_reason", stopReason), ("stop_sequence", .null),
        ])
    }

    private static func block(_ part: ContentPart) -> (opening: JSONValue?, deltas: [JSONValue]) {
        switch part {
        case .text(let text):
            let deltas = MockAnswer.pieces(text).map { ["type": "text_delta", "text": .string($0)] as JSONValue }
            return (["type": "text", "text": ""], deltas)
        case .reasoning(let reasoning):
            var deltas = MockAnswer.pieces(reasoning.text).map {
                ["type": "thinking_delta", "thinking": .string($0)] as JSONValue
            }
            if let signature = reasoning.signature {
                deltas.append(["type": "signature_delta", "signature": .string(signature)])
            }
            return (["type": "thinking", "thinking": "", "signature": ""], deltas)
        case .toolCall(let call):
            let deltas = MockAnswer.halves(call.arguments).map {
                ["type": "input_json_delta", "partial_json": .string($0)] as JSONValue
            }
            return (["type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": [:]], deltas)
        case .image, .toolResult: return (nil, [])
        }
    }

    private func event(_ type: String, _ members: [(String, JSONValue)]) -> String {
        let data = JSONValue.object(JSONObject([("type", .string(type))] + members))
        return "event: \(type)\ndata: \(data.text)\n\n"
    }

    private func usage(_ usage: Usage) -> JSONObject {
        let lifetimes: JSONValue = [
            "ephemeral_5m_input_tokens": JSONValue(usage.cacheWrite5m),
            "ephemeral_1h_input_tokens": JSONValue(usage.cacheWrite1h),
        ]
        return JSONObject([
            ("input_tokens", JSONValue(usage.input)), ("cache_creation_input_tokens", JSONValue(usage.cacheWrite)),
            ("cache_read_input_tokens", JSONValue(usage.cacheRead)),
            ("cache_creation", lifetimes),
            ("output_tokens", JSONValue(usage.completionTokens)),
        ])
    }

    private func word(_ reason: FinishReason) -> String {
        switch reason {
        case .stop: "end_turn"
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .refusal, .contentFilter: "refusal"
        case .pause: "pause_turn"
        case .other(let word): word
        }
    }
}
