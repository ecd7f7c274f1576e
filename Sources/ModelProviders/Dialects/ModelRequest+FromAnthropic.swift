import ExactJSON
import LanguageModels

extension ModelRequest {
    /// The request for a model of OpenAI's dialect: what a program said in Anthropic's words that we have none for is
    /// translated, left out where the answer does not depend on it, or refused.
    ///
    /// - Throws: `ModelError` of code `unsupported`.
    func fromAnthropic(unsupported: (String) -> ModelError) throws(ModelError) -> ModelRequest {
        guard !extra.isEmpty, extraDialect == .anthropic else { return self }
        var request = self
        request.extra = JSONObject()
        for member in extra {
            let value = member.value
            switch member.key {
            case "tools": throw unsupported("tools that run at Anthropic")
            case "mcp_servers", "container": throw unsupported("\(member.key) of Anthropic's")
            case "thinking": request.reasoningEffort = reasoningEffort ?? Self.effort(ofThinking: value)
            case "output_format": request.read(format: value)
            case "output_config":
                if let format = value["format"] { request.read(format: format) }
                if let effort = value["effort"]?.stringValue.flatMap({ ReasoningEffort(rawValue: $0) }) {
                    request.reasoningEffort = effort
                }
            default: break  // sampling, caching, diagnostics: the answer is one without them too
            }
        }
        request.extraDialect = .openAI
        return request
    }

    private mutating func read(format: JSONValue) {
        guard format["type"] == "json_schema", let schema = format["schema"] else { return }
        responseFormat = .schema(name: "answer", schema: schema, strict: true)
    }

    /// The effort that comes closest to a number of tokens to think with.
    private static func effort(ofThinking value: JSONValue) -> ReasoningEffort? {
        switch value["type"] {
        case "adaptive": return .medium
        case "enabled":
            let tokens = value["budget_tokens"]?.intValue ?? 4096
            return tokens < 2048 ? .low : tokens < 10_000 ? .medium : .high
        default: return nil
        }
    }
}
