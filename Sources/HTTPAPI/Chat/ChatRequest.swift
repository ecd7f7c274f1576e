import ExactJSON
import LanguageModels
import Money

/// A chat completion request: what we have words for, and everything else as it came.
struct ChatRequest {
    /// What the client calls the model.
    private(set) var model = ""
    /// The request in our words; its `model` is filled in by whoever resolves the name.
    private(set) var request = ModelRequest(
        model: ModelID(provider: "", name: ""), messages: [], stream: false)
    /// How many answers are wanted.
    private(set) var answers = 1
    /// Whether the stream ends with its usage.
    private(set) var includesUsage = false

    /// The most answers that one request may ask for.
    static let mostAnswers = 16

    /// - Parameter ownsMessages: whether the messages are ours to change, because a conversation's history joins them.
    /// - Throws: `APIError` that names what is wrong.
    init(_ body: JSONObject, ownsMessages: Bool) throws(APIError) {
        var messages: JSONValue?
        var tools: JSONValue?
        var toolChoice: JSONValue?
        for member in body {
            let value = member.value
            if value.isNull { continue }
            switch member.key {
            case "model": model = try value.string("model")
            case "messages": messages = value
            case "stream": request.stream = try value.flag("stream")
            case "stream_options": includesUsage = value["include_usage"]?.boolValue ?? false
            case "n": answers = try value.count("n", 1...Self.mostAnswers)
            case "max_tokens", "max_completion_tokens":
                request.maxOutputTokens = try value.count(member.key, 1...(.max))
            case "temperature": request.temperature = try value.decimal("temperature", 0...2)
            case "top_p": request.topP = try value.decimal("top_p", 0...1)
            case "stop": request.stop = try value.stops()
            case "seed": request.seed = try value.count("seed", .min ... .max)
            case "tools": tools = value
            case "tool_choice": toolChoice = value
            case "response_format": try read(responseFormat: value)
            case "reasoning_effort":
                request.reasoningEffort = value.stringValue.flatMap { ReasoningEffort(rawValue: $0) }
                if request.reasoningEffort == nil { request.extra["reasoning_effort"] = value }
            case "service_tier": read(serviceTier: value)
            default: request.extra[member.key] = value
            }
        }
        guard !model.isEmpty else { throw APIError.invalid("model", "You must provide a `model`, e.g. \"auto\".") }
        let read = try ChatMessages(messages)
        request.messages = read.messages
        if ownsMessages, let part = read.wordless {
            // Without it the model would be asked something else.
            throw APIError.invalid(
                part.place,
                "`\(part.place)` is of the kind `\(part.kind.prefix(60))`, which a conversation's history cannot keep: "
                    + "send it without X-Farthing-Conversation.")
        }
        if read.needsOriginal, !ownsMessages, let messages { request.extra["messages"] = messages }
        if let tools { try self.read(tools: tools) }
        request.extraDialect = .openAI
        if let toolChoice { try self.read(toolChoice: toolChoice) }
    }

    private mutating func read(responseFormat value: JSONValue) throws(APIError) {
        switch value["type"]?.stringValue {
        case "text": break
        case "json_object": request.responseFormat = .json
        case "json_schema":
            guard let format = value["json_schema"], let schema = format["schema"] else {
                throw APIError.invalid(
                    "response_format.json_schema", "`response_format.json_schema` must have a `name` and a `schema`.")
            }
            request.responseFormat = .schema(
                name: format["name"]?.stringValue ?? "answer", schema: schema,
                strict: format["strict"]?.boolValue ?? false)
        default: request.extra["response_format"] = value
        }
    }

    private mutating func read(serviceTier value: JSONValue) {
        switch value.stringValue {
        case "default", "standard": request.serviceTier = .standard
        case "flex": request.serviceTier = .flex
        case "priority": request.serviceTier = .priority
        default: request.extra["service_tier"] = value
        }
    }

    private mutating func read(tools value: JSONValue) throws(APIError) {
        guard case .array(let items) = value else { throw APIError.invalid("tools", "`tools` must be an array.") }
        var definitions: [ToolDefinition] = []
        for (index, item) in items.enumerated() {
            guard item["type"]?.stringValue == "function", let function = item["function"] else {
                // A tool of the provider's own, which only it understands.
                guard item["type"]?.stringValue != nil, item["function"] == nil else {
                    throw APIError.invalid("tools.\(index)", "`tools.\(index)` must have a `type` and a `function`.")
                }
                request.extra["tools"] = value
                return
            }
            guard let name = function["name"]?.stringValue, !name.isEmpty else {
                throw APIError.invalid("tools.\(index).function.name", "`tools.\(index).function.name` is missing.")
            }
            definitions.append(
                ToolDefinition(
                    name: name, description: function["description"]?.stringValue ?? "",
                    parameters: function["parameters"] ?? ["type": "object", "properties": [:]],
                    isStrict: function["strict"]?.boolValue))
        }
        request.tools = definitions
    }

    private mutating func read(toolChoice value: JSONValue) throws(APIError) {
        switch value {
        case "auto": request.toolChoice = .auto
        case "none": request.toolChoice = ToolChoice.none
        case "required": request.toolChoice = .required
        default:
            guard let name = value["function"]?["name"]?.stringValue else {
                request.extra["tool_choice"] = value
                return
            }
            guard request.tools.isEmpty || request.tools.contains(where: { $0.name == name }) else {
                throw APIError.invalid("tool_choice", "`tool_choice` names the tool `\(name)`, which is not offered.")
            }
            request.toolChoice = .tool(name)
        }
    }
}

extension JSONValue {
    func string(_ name: String) throws(APIError) -> String {
        guard let text = stringValue else { throw APIError.invalid(name, "`\(name)` must be a string.") }
        return text
    }

    func flag(_ name: String) throws(APIError) -> Bool {
        guard let flag = boolValue else { throw APIError.invalid(name, "`\(name)` must be true or false.") }
        return flag
    }

    func count(_ name: String, _ range: ClosedRange<Int>) throws(APIError) -> Int {
        guard let count = intValue else { throw APIError.invalid(name, "`\(name)` must be a whole number.") }
        guard range.contains(count) else {
            let bounds =
                range.upperBound == .max
                ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw APIError.invalid(name, "`\(name)` must be \(bounds).")
        }
        return count
    }

    func decimal(_ name: String, _ range: ClosedRange<Double>) throws(APIError) -> Double {
        guard let number = doubleValue else { throw APIError.invalid(name, "`\(name)` must be a number.") }
        guard range.contains(number) else {
            throw APIError.invalid(name, "`\(name)` must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    fileprivate func stops() throws(APIError) -> [String] {
        if let text = stringValue { return [text] }
        var texts: [String] = []
        for element in arrayValue ?? [.null] {
            guard let text = element.stringValue else {
                throw APIError.invalid("stop", "`stop` must be a string or an array of strings.")
            }
            texts.append(text)
        }
        return texts
    }
}
