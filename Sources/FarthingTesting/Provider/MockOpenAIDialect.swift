import ExactJSON
import LanguageModels
import Money

/// OpenAI's chat completions, as the server says them.
struct MockOpenAIDialect: MockDialect {
    func stream(_ reply: MockAnswer) -> (events: [String], finish: [String], end: [String]) {
        var events = [chunk(reply, delta: ["role": "assistant", "content": ""])]
        var calls = 0
        for part in reply.content {
            switch part {
            case .text(let text):
                events += MockAnswer.pieces(text).map { chunk(reply, delta: ["content": .string($0)]) }
            case .reasoning(let reasoning):
                events += MockAnswer.pieces(reasoning.text).map {
                    chunk(reply, delta: ["reasoning_content": .string($0)])
                }
            case .toolCall(let call):
                events.append(
                    toolChunk(
                        reply,
                        [
                            "index": JSONValue(calls), "id": .string(call.id), "type": "function",
                            "function": ["name": .string(call.name), "arguments": ""],
                        ]))
                for half in MockAnswer.halves(call.arguments) {
                    events.append(
                        toolChunk(reply, ["index": JSONValue(calls), "function": ["arguments": .string(half)]]))
                }
                calls += 1
            case .image, .toolResult: break
            }
        }
        let usage = chunk(reply, choices: [], usage: usage(reply.usage))
        if reply.usagePlace == .middle { events.insert(usage, at: events.count / 2) }
        var finish = [chunk(reply, delta: [:], finish: finishWord(reply.finishReason))]
        if reply.usagePlace == .usual, reply.statesUsage { finish.append(usage) }
        return (events, finish, ["data: [DONE]\n\n"])
    }

    func whole(_ reply: MockAnswer) -> String {
        var message: JSONObject = JSONObject([("role", "assistant"), ("content", .null)])
        var calls: [JSONValue] = []
        var text = ""
        for part in reply.content {
            switch part {
            case .text(let more): text += more
            case .reasoning(let reasoning): message["reasoning_content"] = .string(reasoning.text)
            case .toolCall(let call):
                calls.append([
                    "id": .string(call.id), "type": "function",
                    "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
                ])
            case .image, .toolResult: break
            }
        }
        if !text.isEmpty || calls.isEmpty { message["content"] = .string(text) }
        if !calls.isEmpty { message["tool_calls"] = .array(calls) }
        let choice: JSONValue = [
            "index": 0, "message": .object(message), "finish_reason": .string(finishWord(reply.finishReason)),
        ]
        var body = JSONObject([
            ("id", .string(reply.id)), ("object", "chat.completion"), ("created", 1_790_000_000),
            ("model", .string(reply.model)), ("choices", .array([choice])),
        ])
        if reply.usagePlace != .nowhere { body["usage"] = usage(reply.usage) }
        return JSONValue.object(body).text
    }

    func error(_ message: String, type: String?, status: Int) -> String {
        let word =
            type ?? (status == 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "server_error")
        return JSONValue(
            dictionaryLiteral: ("error", ["message": .string(message), "type": .string(word), "code": .null])
        )
        .text
    }

    func errorEvent(_ message: String, type: String) -> String {
        "data: \(error(message, type: type, status: 500))\n\n"
    }

    /// The vectors of a request's inputs: the same text gets the same vector.
    static func embeddings(_ request: MockRequest, model: String, usage: Usage) -> String {
        let inputs = request.body["input"]?.arrayValue ?? [request.body["input"] ?? .null]
        let dimensions = Swift.min(Swift.max(request.body["dimensions"]?.intValue ?? 8, 1), 4096)
        let data = inputs.enumerated().map { index, input -> JSONValue in
            let bytes = Array((input.stringValue ?? input.text).utf8)
            let vector = (0..<dimensions).map { place -> JSONValue in
                let sum = bytes.enumerated().reduce(place + 1) { ($0 &* 31 &+ Int($1.element) &+ $1.offset) % 1999 }
                return .number(JSONNumber(Double(sum - 1000) / 1000) ?? JSONNumber(0))
            }
            return ["object": "embedding", "index": JSONValue(index), "embedding": .array(vector)]
        }
        return JSONValue(
            dictionaryLiteral: ("object", "list"), ("data", .array(data)), ("model", .string(model)),
            ("usage", ["prompt_tokens": JSONValue(usage.input), "total_tokens": JSONValue(usage.input)])
        ).text
    }

    private func chunk(_ reply: MockAnswer, delta: JSONValue, finish: String? = nil) -> String {
        let reason: JSONValue = finish.map { .string($0) } ?? .null
        return chunk(reply, choices: [["index": 0, "delta": delta, "finish_reason": reason]], usage: nil)
    }

    private func toolChunk(_ reply: MockAnswer, _ call: JSONValue) -> String {
        chunk(reply, delta: ["tool_calls": [call]])
    }

    private func chunk(_ reply: MockAnswer, choices: [JSONValue], usage: JSONValue?) -> String {
        var object = JSONObject([
            ("id", .string(reply.id)), ("object", "chat.completion.chunk"), ("created", 1_790_000_000),
            ("model", .string(reply.model)), ("choices", .array(choices)),
        ])
        if let usage { object["usage"] = usage }
        return "data: \(JSONValue.object(object).text)\n\n"
    }

    private func usage(_ usage: Usage) -> JSONValue {
        [
            "prompt_tokens": JSONValue(usage.promptTokens), "completion_tokens": JSONValue(usage.completionTokens),
            "total_tokens": JSONValue(usage.totalTokens),
            "prompt_tokens_details": [
                "cached_tokens": JSONValue(usage.cacheRead), "cache_write_tokens": JSONValue(usage.cacheWrite),
                "audio_tokens": JSONValue(usage.audioInput),
            ],
            "completion_tokens_details": [
                "reasoning_tokens": JSONValue(usage.reasoning), "audio_tokens": JSONValue(usage.audioOutput),
            ],
        ]
    }

    private func finishWord(_ reason: FinishReason) -> String {
        switch reason {
        case .stop, .refusal: "stop"
        case .pause: "stop"
        default: reason.name
        }
    }
}
