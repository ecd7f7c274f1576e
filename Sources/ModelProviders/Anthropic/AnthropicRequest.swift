import ExactJSON
import LanguageModels
import Money

/// Writes messages requests. The same input gives the same bytes.
struct AnthropicRequest {
    let profile: ModelProfile
    let overrides: JSONObject
    let unsupported: (String) -> ModelError
    var encodedTools = EncodedTools()

    /// The answer's limit where neither the request nor the profile has one: the API wants a number.
    static let defaultMaxTokens = 8192
    /// The most cache breakpoints that one request may carry.
    static let maxBreakpoints = 4

    /// Returns the request's JSON.
    ///
    /// The seed is left out: the API has none.
    ///
    /// - Throws: `ModelError` of code `unsupported` for what the dialect cannot say.
    func encode(_ request: ModelRequest) throws(ModelError) -> [UInt8] {
        let generation = ClaudeGeneration(name: profile.id.name)
        let maxTokens = request.maxOutputTokens ?? profile.maxOutputTokens ?? AnthropicRequest.defaultMaxTokens
        let turns = AnthropicTurns(request.messages)
        let capacity = request.messages.reduce(1024) { $0 + AnthropicRequest.size(of: $1) } + request.tools.count * 512
        var writer = RequestWriter(capacity: capacity, overrides: overrides)
        writer.open("{")
        if writer.field("model") { writer.string(profile.id.name) }
        if writer.field("max_tokens") { writer.number(JSONNumber(maxTokens)) }
        if !request.tools.isEmpty, writer.field("tools") {
            writer.raw(encodedTools.bytes(request.tools) { writtenTools(request.tools) })
        }
        if let choice = request.toolChoice, !request.tools.isEmpty, writer.field("tool_choice") {
            write(choice, &writer)
        }
        if turns.hasSystem, writer.field("system") { turns.writeSystem(to: &writer) }
        if writer.field("messages") { try turns.writeMessages(to: &writer, unsupported: unsupported) }
        let thinks = writeThinking(request, generation, maxTokens, &writer)
        if !thinks, !generation.fixesSampling {
            if let temperature = request.temperature, writer.field("temperature") {
                writer.number(try finite(temperature, "temperature"))
            }
            if let share = request.topP, writer.field("top_p") { writer.number(try finite(share, "top_p")) }
        }
        if !request.stop.isEmpty, writer.field("stop_sequences") {
            writer.open("[")
            for text in request.stop { writer.string(text) }
            writer.close("]")
        }
        if let tier = request.serviceTier { try write(tier, &writer) }
        if request.stream, writer.field("stream") { writer.raw("true,") }
        return writer.finish()
    }

    private static func size(of message: Message) -> Int {
        message.content.reduce(64) { size, part in
            switch part {
            case .text(let text): size + text.utf8.count + 48
            case .image(.base64(let data, _)): size + data.utf8.count + 128
            case .image(.url(let url)): size + url.utf8.count + 128
            case .reasoning(let reasoning): size + reasoning.text.utf8.count + 512
            case .toolCall(let call): size + call.arguments.utf8.count + 160
            case .toolResult(let result): size + result.text.utf8.count + 128
            }
        }
    }

    private func writtenTools(_ tools: [ToolDefinition]) -> [UInt8] {
        var writer = RequestWriter(capacity: tools.count * 512, overrides: JSONObject())
        writer.open("[")
        for tool in tools {
            writer.open("{")
            writer.member("name", tool.name)
            writer.member("description", tool.description)
            writer.key("input_schema")
            writer.value(tool.parameters)
            writer.close("}")
        }
        writer.close("]")
        return writer.bytes
    }

    private func write(_ choice: ToolChoice, _ writer: inout RequestWriter) {
        switch choice {
        case .auto: writer.raw("{\"type\":\"auto\"},")
        case .none: writer.raw("{\"type\":\"none\"},")
        case .required: writer.raw("{\"type\":\"any\"},")
        case .tool(let name):
            writer.raw("{\"type\":\"tool\",")
            writer.member("name", name)
            writer.close("}")
        }
    }

    /// Writes the thinking and output settings; returns whether the model will think, as sampling is then fixed.
    private func writeThinking(
        _ request: ModelRequest, _ generation: ClaudeGeneration, _ maxTokens: Int, _ writer: inout RequestWriter
    ) -> Bool {
        // A forced tool call leaves no room for thinking: the API refuses the two together.
        let isForced =
            switch request.toolChoice {
            case .required, .tool: !request.tools.isEmpty
            default: false
            }
        var effort = isForced ? nil : request.reasoningEffort
        var thinks = false
        if generation.thinksAdaptively {
            if effort != nil, writer.field("thinking") {
                writer.raw("{\"type\":\"adaptive\"},")
                thinks = true
            }
        } else if let wanted = effort {
            // These models take a budget instead of an effort, at least 1024 tokens and less than the answer's limit.
            effort = nil
            let budget = Swift.min(AnthropicRequest.thinkingBudget(wanted), maxTokens - 1024)
            if budget >= 1024, writer.field("thinking") {
                writer.raw("{\"type\":\"enabled\",\"budget_tokens\":")
                writer.number(JSONNumber(budget))
                writer.close("}")
                thinks = true
            }
        }
        writeOutput(request.responseFormat, effort, &writer)
        return thinks
    }

    private static func thinkingBudget(_ effort: ReasoningEffort) -> Int {
        switch effort {
        case .minimal: 0
        case .low: 1024
        case .medium: 4096
        case .high: 16_384
        }
    }

    private func writeOutput(_ format: ResponseFormat?, _ effort: ReasoningEffort?, _ writer: inout RequestWriter) {
        var schema: JSONValue?
        switch format {
        // "Any JSON object" has no word of its own here: an object that may hold anything says it.
        case .json: schema = ["type": "object"]
        case .schema(_, let wanted, _): schema = wanted
        case nil: break
        }
        guard schema != nil || effort != nil, writer.field("output_config") else { return }
        writer.open("{")
        if let effort { writer.member("effort", effort == .minimal ? "low" : effort.rawValue) }
        if let schema {
            writer.raw("\"format\":{\"type\":\"json_schema\",\"schema\":")
            writer.value(schema)
            writer.close("}")
        }
        writer.close("}")
    }

    private func write(_ tier: ServiceTier, _ writer: inout RequestWriter) throws(ModelError) {
        switch tier {
        case .standard: if writer.field("service_tier") { writer.string("standard_only") }
        case .priority: if writer.field("service_tier") { writer.string("auto") }
        case .batch, .flex, .balanced, .ultrafast: throw unsupported("the service tier \(tier.rawValue)")
        }
    }

    private func finite(_ value: Double, _ name: String) throws(ModelError) -> JSONNumber {
        guard let number = JSONNumber(value) else { throw unsupported("\(name) \(value) is not a finite number") }
        return number
    }
}
