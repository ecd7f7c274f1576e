import ExactJSON
import LanguageModels

/// A request in the shape of Anthropic's Messages API.
struct AnthropicRequestReader {
    /// What the client calls the model.
    private(set) var model = ""
    /// The request in our words; its `model` is filled in by whoever resolves the name.
    private(set) var request = ModelRequest(model: ModelID(provider: "", name: ""), messages: [], stream: false)
    private var toolNames: [String: String] = [:]

    /// - Throws: `APIError` that names what is wrong.
    init(_ body: JSONObject) throws(APIError) {
        var messages: [Message] = []
        for member in body where !member.value.isNull {
            let value = member.value
            switch member.key {
            case "model": model = try value.string("model")
            case "max_tokens": request.maxOutputTokens = try value.count("max_tokens", 1...(.max))
            case "system": request.messages = try system(value)
            case "messages": messages = try read(messages: value)
            case "stream": request.stream = try value.flag("stream")
            case "temperature": request.temperature = try value.decimal("temperature", 0...1)
            case "top_p": request.topP = try value.decimal("top_p", 0...1)
            case "stop_sequences": request.stop = try stops(value)
            case "tools": try read(tools: value)
            case "tool_choice": try read(toolChoice: value)
            default: request.extra[member.key] = value
            }
        }
        guard !model.isEmpty else { throw APIError.invalid("model", "model: field required") }
        guard request.maxOutputTokens != nil else { throw APIError.invalid("max_tokens", "max_tokens: field required") }
        guard !messages.isEmpty else {
            throw APIError.invalid("messages", "messages: at least one message is required")
        }
        request.messages += messages
        request.extraDialect = .anthropic
    }

    private func stops(_ value: JSONValue) throws(APIError) -> [String] {
        let texts = value.arrayValue?.compactMap(\.stringValue)
        guard let texts, texts.count == value.arrayValue?.count else {
            throw APIError.invalid("stop_sequences", "stop_sequences: must be an array of strings")
        }
        return texts
    }

    private func system(_ value: JSONValue) throws(APIError) -> [Message] {
        if let text = value.stringValue { return [Message(.system, text)] }
        guard case .array(let blocks) = value else {
            throw APIError.invalid("system", "system: must be a string or an array of text blocks")
        }
        var messages: [Message] = []
        for (index, block) in blocks.enumerated() {
            guard let text = block["text"]?.stringValue else {
                throw APIError.invalid("system.\(index)", "system.\(index): must be a text block")
            }
            messages.append(
                Message(
                    role: .system, content: [.text(text)],
                    cacheBreakpoint: block["cache_control"].map { !$0.isNull } ?? false))
        }
        return messages
    }

    private mutating func read(messages value: JSONValue) throws(APIError) -> [Message] {
        guard case .array(let items) = value else {
            throw APIError.invalid("messages", "messages: must be an array")
        }
        var messages: [Message] = []
        for (index, item) in items.enumerated() {
            let place = "messages.\(index)"
            let role: Message.Role
            switch item["role"]?.stringValue {
            case "user": role = .user
            case "assistant": role = .assistant
            default: throw APIError.invalid("\(place).role", "\(place).role: must be user or assistant")
            }
            var message = Message(role: role, content: [])
            var shown: [ContentPart] = []
            switch item["content"] {
            case .string(let text)?: message.content = [.text(text)]
            case .array(let blocks)?:
                for (number, block) in blocks.enumerated() {
                    try read(block, "\(place).content.\(number)", into: &message, showing: &shown)
                }
            default: throw APIError.invalid("\(place).content", "\(place).content: must be a string or an array")
            }
            messages += message.dividingToolResults(showing: shown)
        }
        return messages
    }

    /// Reads a block; the images of a tool's result go to those that are shown behind the results.
    private mutating func read(
        _ block: JSONValue, _ place: String, into message: inout Message, showing shown: inout [ContentPart]
    ) throws(APIError) {
        func text(_ key: String) throws(APIError) -> String {
            guard let text = block[key]?.stringValue else {
                throw APIError.invalid("\(place).\(key)", "\(place).\(key): field required")
            }
            return text
        }
        if let control = block["cache_control"], !control.isNull { message.cacheBreakpoint = true }
        switch block["type"]?.stringValue {
        case "text": message.content.append(.text(try text("text")))
        case "image": message.content.append(.image(try image(block["source"], place)))
        case "thinking":
            message.content.append(
                .reasoning(Reasoning(text: try text("thinking"), signature: block["signature"]?.stringValue)))
        case "redacted_thinking":
            message.content.append(.reasoning(Reasoning(text: "", redacted: try text("data"))))
        case "tool_use":
            let call = ToolCall(
                id: try text("id"), name: try text("name"), arguments: (block["input"] ?? [:]).text)
            toolNames[call.id] = call.name
            message.content.append(.toolCall(call))
        case "tool_result":
            let id = try text("tool_use_id")
            let (text, images) = try result(block["content"], place)
            message.content.append(
                .toolResult(
                    ToolResult(
                        callID: id, name: toolNames[id] ?? "", text: text,
                        isError: block["is_error"]?.boolValue ?? false)))
            if !images.isEmpty { shown += [.text("Shown by \(toolNames[id] ?? "the tool"):")] + images }
        case let type:
            throw APIError.invalid(
                "\(place).type",
                "\(place).type: \(type.map { "`\($0.prefix(40))` is not taken here" } ?? "field required")")
        }
    }

    private func image(_ source: JSONValue?, _ place: String) throws(APIError) -> ImageContent {
        switch source?["type"]?.stringValue {
        case "base64":
            if let data = source?["data"]?.stringValue, let type = source?["media_type"]?.stringValue {
                return .base64(data, mediaType: type)
            }
        case "url": if let url = source?["url"]?.stringValue { return .url(url) }
        default: break
        }
        throw APIError.invalid("\(place).source", "\(place).source: must be base64 data or a url")
    }

    private func result(_ content: JSONValue?, _ place: String) throws(APIError) -> (String, [ContentPart]) {
        switch content {
        case nil, .null?: return ("", [])
        case .string(let text)?: return (text, [])
        case .array(let blocks)?:
            var whole = ""
            var images: [ContentPart] = []
            for block in blocks {
                if block["type"] == "image" {
                    images.append(.image(try image(block["source"], "\(place).content")))
                } else if let text = block["text"]?.stringValue {
                    whole += text
                } else {
                    throw APIError.invalid(
                        "\(place).content", "\(place).content: only text and images are taken in tool results")
                }
            }
            return (whole, images)
        default: throw APIError.invalid("\(place).content", "\(place).content: must be a string or an array")
        }
    }

    private mutating func read(tools value: JSONValue) throws(APIError) {
        guard case .array(let tools) = value else { throw APIError.invalid("tools", "tools: must be an array") }
        for (index, tool) in tools.enumerated() {
            guard let schema = tool["input_schema"], let name = tool["name"]?.stringValue else {
                // A tool at the provider, which only it understands.
                request.extra["tools"] = value
                request.tools = []
                guard tool["type"]?.stringValue != nil else {
                    throw APIError.invalid("tools.\(index)", "tools.\(index): name and input_schema are required")
                }
                return
            }
            request.tools.append(
                ToolDefinition(name: name, description: tool["description"]?.stringValue ?? "", parameters: schema))
        }
    }

    private mutating func read(toolChoice value: JSONValue) throws(APIError) {
        switch value["type"]?.stringValue {
        case "auto": request.toolChoice = .auto
        case "any": request.toolChoice = .required
        case "none": request.toolChoice = ToolChoice.none
        case "tool":
            guard let name = value["name"]?.stringValue else {
                throw APIError.invalid("tool_choice.name", "tool_choice.name: field required")
            }
            request.toolChoice = .tool(name)
        default: throw APIError.invalid("tool_choice.type", "tool_choice.type: must be auto, any, tool or none")
        }
    }
}

extension Message {
    /// A user's message with tool results becomes a message of results and what tools showed, then one of the rest.
    fileprivate func dividingToolResults(showing shown: [ContentPart]) -> [Message] {
        guard role == .user, !toolResults.isEmpty else { return [self] }
        let rest = content.filter { if case .toolResult = $0 { false } else { true } }
        let results = Message(
            role: .tool, content: toolResults.map { .toolResult($0) } + shown,
            cacheBreakpoint: rest.isEmpty && cacheBreakpoint)
        return rest.isEmpty
            ? [results] : [results, Message(role: .user, content: rest, cacheBreakpoint: cacheBreakpoint)]
    }
}
