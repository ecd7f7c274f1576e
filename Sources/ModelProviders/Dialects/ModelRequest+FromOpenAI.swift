import ExactJSON
import LanguageModels

extension ModelRequest {
    /// The request for a model of Anthropic's dialect: what a program said in OpenAI's words that we have none for is
    /// translated, left out where the answer does not depend on it, or refused.
    ///
    /// - Throws: `ModelError` of code `unsupported`.
    func fromOpenAI(unsupported: (String) -> ModelError) throws(ModelError) -> ModelRequest {
        guard !extra.isEmpty, extraDialect == .openAI else { return self }
        var request = self
        request.extra = JSONObject()
        for member in extra {
            let value = member.value
            switch member.key {
            case "messages": try Self.checkReadable(value, unsupported)
            case "tools", "functions": throw unsupported("tools that are no functions of the caller's")
            case "tool_choice", "function_call": throw unsupported("this choice of tools")
            case "response_format": throw unsupported("this response format")
            case "web_search_options": throw unsupported("a search of the web")
            case "modalities":
                guard value.arrayValue?.allSatisfy({ $0 == "text" }) ?? false else { throw unsupported("audio") }
            case "user", "safety_identifier":
                if let user = value.stringValue { request.extra["metadata"] = ["user_id": .string(user)] }
            case "top_k": request.extra["top_k"] = value
            case "parallel_tool_calls":
                if value == false, let choice = oneAtATime { request.extra["tool_choice"] = choice }
            default: break  // sampling, storage, diagnostics: the answer is one without them too
            }
        }
        request.extraDialect = .anthropic
        return request
    }

    /// Whether and which tool must be called, one at a time; nil where no tool can be.
    private var oneAtATime: JSONValue? {
        guard !tools.isEmpty else { return nil }
        switch toolChoice ?? .auto {
        case .auto: return ["type": "auto", "disable_parallel_tool_use": true]
        case .required: return ["type": "any", "disable_parallel_tool_use": true]
        case .tool(let name): return ["type": "tool", "name": .string(name), "disable_parallel_tool_use": true]
        case .none: return nil
        }
    }

    /// Messages stand in `extra` because something in them has no words of ours. Names and the like may be left out, what
    /// the model is meant to read may not.
    private static func checkReadable(_ messages: JSONValue, _ unsupported: (String) -> ModelError) throws(ModelError) {
        for message in messages.arrayValue ?? [] {
            for part in message["content"]?.arrayValue ?? [] {
                let type = part["type"]?.stringValue ?? "untyped"
                guard ["text", "image_url", "refusal"].contains(type) else {
                    throw unsupported("content of the type \(type.prefix(40))")
                }
            }
            for name in ["audio", "function_call"] {
                if let value = message[name], !value.isNull { throw unsupported("messages with \(name)") }
            }
        }
    }
}
