import ExactJSON
import LanguageModels
import Money

/// Writes chat completion requests.
///
/// The same input gives the same bytes, members always stand in the same order, and the messages before the last keep
/// their bytes from one turn to the next: providers' prompt caches depend on it.
struct OpenAIRequest {
    let quirks: ProviderQuirks
    let unsupported: (String) -> ModelError
    var encodedTools = EncodedTools()

    /// Returns the request's JSON.
    ///
    /// - Throws: `ModelError` of code `unsupported` for what the dialect cannot say.
    func encode(_ request: ModelRequest, model: String) throws(ModelError) -> [UInt8] {
        let size = request.messages.reduce(1024) { $0 + OpenAIRequest.size(of: $1) } + request.tools.count * 512
        var writer = RequestWriter(capacity: size, overrides: overrides(request))
        let fixesSampling = quirks.fixesSampling(of: model)
        writer.open("{")
        if writer.field("model") { writer.string(model) }
        if writer.field("messages") {
            let role: StaticString = fixesSampling ? "developer" : "system"
            var messages = OpenAIMessages(quirks: quirks, systemRole: role, unsupported: unsupported)
            try messages.write(request.messages, to: &writer)
        }
        if !request.tools.isEmpty, writer.field("tools") {
            writer.raw(encodedTools.bytes(request.tools) { writtenTools(request.tools) })
        }
        if let choice = request.toolChoice, !request.tools.isEmpty, writer.field("tool_choice") {
            write(choice, &writer)
        }
        if let limit = request.maxOutputTokens, limit != .max {
            switch fixesSampling ? .maxCompletionTokens : quirks.lengthField {
            case .maxTokens: if writer.field("max_tokens") { writer.number(JSONNumber(limit)) }
            case .maxCompletionTokens:
                if writer.field("max_completion_tokens") { writer.number(JSONNumber(limit)) }
            }
        }
        if !fixesSampling { try writeSampling(request, &writer) }
        if let seed = request.seed {
            switch quirks.seedField {
            case .seed: if writer.field("seed") { writer.number(JSONNumber(seed)) }
            case .randomSeed: if writer.field("random_seed") { writer.number(JSONNumber(seed)) }
            }
        }
        if let format = request.responseFormat, writer.field("response_format") { write(format, &writer) }
        if let effort = request.reasoningEffort { write(effort, &writer) }
        if let tier = request.serviceTier { try write(tier, &writer) }
        if quirks.takesCacheKey, let key = request.cacheKey, writer.field("prompt_cache_key") { writer.string(key) }
        if request.stream {
            if writer.field("stream") { writer.raw("true,") }
            if quirks.asksForStreamUsage, writer.field("stream_options") { writer.raw("{\"include_usage\":true},") }
        }
        return writer.finish()
    }

    private func overrides(_ request: ModelRequest) -> JSONObject {
        guard !quirks.body.isEmpty else { return request.extra }
        var overrides = quirks.body
        for member in request.extra { overrides[member.key] = member.value }
        return overrides
    }

    private static func size(of message: Message) -> Int {
        message.content.reduce(64) { size, part in
            switch part {
            case .text(let text): size + text.utf8.count + 32
            case .image(.base64(let data, _)): size + data.utf8.count + 128
            case .image(.url(let url)): size + url.utf8.count + 128
            case .reasoning: size
            case .toolCall(let call): size + call.arguments.utf8.count + 160
            case .toolResult(let result): size + result.text.utf8.count + 96
            }
        }
    }

    private func writtenTools(_ tools: [ToolDefinition]) -> [UInt8] {
        var writer = RequestWriter(capacity: tools.count * 512, overrides: JSONObject())
        writer.open("[")
        for tool in tools {
            writer.raw("{\"type\":\"function\",\"function\":{")
            writer.member("name", tool.name)
            writer.member("description", tool.description)
            writer.key("parameters")
            writer.value(tool.parameters)
            if let isStrict = tool.isStrict {
                writer.key("strict")
                writer.value(.bool(isStrict))
            }
            writer.close("}")
            writer.close("}")
        }
        writer.close("]")
        return writer.bytes
    }

    private func write(_ choice: ToolChoice, _ writer: inout RequestWriter) {
        switch choice {
        case .auto: writer.raw("\"auto\",")
        case .none: writer.raw("\"none\",")
        case .required: writer.raw("\"required\",")
        case .tool(let name):
            writer.raw("{\"type\":\"function\",\"function\":{")
            writer.member("name", name)
            writer.close("}")
            writer.close("}")
        }
    }

    private func writeSampling(_ request: ModelRequest, _ writer: inout RequestWriter) throws(ModelError) {
        if let temperature = request.temperature, writer.field("temperature") {
            writer.number(try finite(temperature, "temperature"))
        }
        if let share = request.topP, writer.field("top_p") { writer.number(try finite(share, "top_p")) }
        if !request.stop.isEmpty, writer.field("stop") {
            writer.open("[")
            for text in request.stop { writer.string(text) }
            writer.close("]")
        }
    }

    private func finite(_ value: Double, _ name: String) throws(ModelError) -> JSONNumber {
        guard let number = JSONNumber(value) else { throw unsupported("\(name) \(value) is not a finite number") }
        return number
    }

    private func write(_ format: ResponseFormat, _ writer: inout RequestWriter) {
        guard case .schema(let name, let schema, let strict) = format, quirks.takesJSONSchema else {
            return writer.raw("{\"type\":\"json_object\"},")
        }
        writer.raw("{\"type\":\"json_schema\",\"json_schema\":{")
        writer.member("name", name)
        writer.key("schema")
        writer.value(schema)
        writer.key("strict")
        writer.value(.bool(strict))
        writer.close("}")
        writer.close("}")
    }

    private func write(_ effort: ReasoningEffort, _ writer: inout RequestWriter) {
        switch quirks.effortField {
        case .none: break
        case .effort: if writer.field("reasoning_effort") { writer.string(effort.rawValue) }
        case .object:
            if writer.field("reasoning") {
                writer.open("{")
                writer.member("effort", effort.rawValue)
                writer.close("}")
            }
        }
    }

    private func write(_ tier: ServiceTier, _ writer: inout RequestWriter) throws(ModelError) {
        guard quirks.takesServiceTier else {
            guard tier == .standard else { throw unsupported("the service tier \(tier.rawValue)") }
            return
        }
        switch tier {
        case .standard: if writer.field("service_tier") { writer.string("default") }
        case .flex, .priority, .balanced, .ultrafast:
            if writer.field("service_tier") { writer.string(tier.rawValue) }
        case .batch: throw unsupported("batch requests go through files, not through chat completions")
        }
    }
}
