import ExactJSON
import LanguageModels
import Money

/// Events and responses as JSON, for recordings.
enum RecordedEvents {
    static func json(_ event: ModelEvent) -> JSONValue {
        switch event {
        case .started(let id, let model): ["started": ["id": text(id), "model": text(model)]]
        case .reasoningDelta(let delta): ["reasoning": .string(delta)]
        case .textDelta(let delta): ["text": .string(delta)]
        case .toolCallStarted(let index, let id, let name):
            ["tool_call": ["index": JSONValue(index), "id": .string(id), "name": .string(name)]]
        case .toolCallArguments(let index, let delta):
            ["arguments": ["index": JSONValue(index), "delta": .string(delta)]]
        case .usage(let report): ["usage": json(report)]
        }
    }

    static func event(_ json: JSONValue) -> ModelEvent? {
        guard let member = json.objectValue?.first else { return nil }
        let value = member.value
        switch member.key {
        case "started": return .started(id: value["id"]?.stringValue, servedModel: value["model"]?.stringValue)
        case "reasoning": return value.stringValue.map { .reasoningDelta($0) }
        case "text": return value.stringValue.map { .textDelta($0) }
        case "tool_call":
            guard let index = value["index"]?.intValue, let id = value["id"]?.stringValue,
                let name = value["name"]?.stringValue
            else { return nil }
            return .toolCallStarted(index: index, id: id, name: name)
        case "arguments":
            guard let index = value["index"]?.intValue, let delta = value["delta"]?.stringValue else { return nil }
            return .toolCallArguments(index: index, delta: delta)
        case "usage": return report(value).map { .usage($0) }
        default: return nil
        }
    }

    static func json(_ response: ModelResponse) -> JSONValue {
        [
            "id": text(response.id), "model": text(response.servedModel),
            "finish_reason": .string(response.finishReason.name), "usage": json(response.usage),
            "content": .array(response.message.content.compactMap(json)),
        ]
    }

    static func response(_ json: JSONValue) -> ModelResponse? {
        guard let reason = json["finish_reason"]?.stringValue, let usage = json["usage"].flatMap(report),
            let content = json["content"]?.arrayValue
        else { return nil }
        return ModelResponse(
            id: json["id"]?.stringValue, message: Message(role: .assistant, content: content.compactMap(part)),
            finishReason: finishReason(reason), usage: usage, servedModel: json["model"]?.stringValue)
    }

    private static func json(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .text(let text): ["text": .string(text)]
        case .reasoning(let reasoning):
            [
                "reasoning": .string(reasoning.text), "signature": text(reasoning.signature),
                "redacted": text(reasoning.redacted),
            ]
        case .toolCall(let call):
            ["tool_call": .string(call.id), "name": .string(call.name), "arguments": .string(call.arguments)]
        // No model answers with these.
        case .image, .toolResult: nil
        }
    }

    private static func part(_ json: JSONValue) -> ContentPart? {
        if let text = json["text"]?.stringValue { return .text(text) }
        if let text = json["reasoning"]?.stringValue {
            return .reasoning(
                Reasoning(
                    text: text, signature: json["signature"]?.stringValue, redacted: json["redacted"]?.stringValue))
        }
        guard let id = json["tool_call"]?.stringValue, let name = json["name"]?.stringValue else { return nil }
        return .toolCall(ToolCall(id: id, name: name, arguments: json["arguments"]?.stringValue ?? ""))
    }

    private static func finishReason(_ name: String) -> FinishReason {
        let known: [FinishReason] = [.stop, .length, .toolCalls, .contentFilter, .refusal, .pause]
        return known.first { $0.name == name } ?? .other(name)
    }

    /// Computed, as key paths of a stored one would have to be marked as safe to share.
    private static var buckets: [(name: String, path: WritableKeyPath<Usage, Int>)] {
        [
            ("input", \.input), ("cache_read", \.cacheRead), ("cache_write_5m", \.cacheWrite5m),
            ("cache_write_1h", \.cacheWrite1h), ("cache_write_12h", \.cacheWrite12h), ("output", \.output),
            ("reasoning", \.reasoning), ("audio_input", \.audioInput), ("audio_output", \.audioOutput),
            ("image_input", \.imageInput), ("image_output", \.imageOutput),
        ]
    }

    private static func json(_ report: UsageReport) -> JSONValue {
        var object = JSONObject([("source", .string(report.source.rawValue))])
        for (name, path) in buckets where report.usage[keyPath: path] > 0 {
            object[name] = JSONValue(report.usage[keyPath: path])
        }
        for (tool, count) in report.usage.serverTools.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            object["tool:" + tool.rawValue] = JSONValue(count)
        }
        if let cost = report.reportedCost { object["cost"] = .string(cost.description) }
        return .object(object)
    }

    private static func report(_ json: JSONValue) -> UsageReport? {
        guard let source = json["source"]?.stringValue.flatMap(UsageReport.Source.init), let object = json.objectValue
        else { return nil }
        var usage = Usage()
        for (name, path) in buckets { usage[keyPath: path] = object[name]?.intValue ?? 0 }
        for member in object where member.key.hasPrefix("tool:") {
            usage.serverTools[ServerTool(rawValue: String(member.key.dropFirst(5)))] = member.value.intValue ?? 0
        }
        let cost = object["cost"]?.stringValue.flatMap { Money($0) }
        return UsageReport(usage, source: source, reportedCost: cost)
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
