import ExactJSON
import LanguageModels

/// Reads the messages of a chat completion request.
struct ChatMessages {
    private(set) var messages: [Message] = []
    /// Whether something in them has no words of ours, so that they must be passed on as they came.
    private(set) var needsOriginal = false
    /// The first piece of content that has no words of ours: its place and what it is.
    private(set) var wordless: (place: String, kind: String)?
    private var toolNames: [String: String] = [:]

    /// - Throws: `APIError` that names the message and what is wrong with it.
    init(_ value: JSONValue?) throws(APIError) {
        guard case .array(let items)? = value else {
            throw APIError.invalid("messages", "`messages` must be an array of messages.")
        }
        guard !items.isEmpty else { throw APIError.invalid("messages", "`messages` must not be empty.") }
        messages.reserveCapacity(items.count)
        for (index, item) in items.enumerated() { messages.append(try message(item, "messages.\(index)")) }
    }

    private mutating func message(_ value: JSONValue, _ place: String) throws(APIError) -> Message {
        guard case .object(let object) = value else { throw APIError.invalid(place, "`\(place)` must be an object.") }
        var role: String?
        var content: JSONValue?
        var calls: JSONValue?
        var callID: String?
        var reasoning: String?
        for member in object {
            switch member.key {
            case "role": role = member.value.stringValue
            case "content": content = member.value
            case "tool_calls": calls = member.value
            case "tool_call_id": callID = member.value.stringValue
            case "reasoning_content": reasoning = member.value.stringValue
            case "audio", "function_call":
                if !member.value.isNull { noteWordless("\(place).\(member.key)", member.key) }
            case "refusal", "annotations":
                if !member.value.isNull, member.value.arrayValue?.isEmpty != true { needsOriginal = true }
            default: needsOriginal = true
            }
        }
        switch role {
        case "system", "developer": return try plain(.system, content, place)
        case "user": return try plain(.user, content, place)
        case "assistant":
            var message = Message(role: .assistant, content: [])
            if let reasoning, !reasoning.isEmpty { message.content.append(.reasoning(Reasoning(text: reasoning))) }
            if let content, !content.isNull { try read(content, "\(place).content", into: &message) }
            try readCalls(calls, "\(place).tool_calls", into: &message)
            return message
        case "tool":
            guard let callID else { throw APIError.invalid(place, "`\(place).tool_call_id` is missing.") }
            var message = Message(role: .tool, content: [])
            try read(content ?? .null, "\(place).content", into: &message)
            let result = ToolResult(callID: callID, name: toolNames[callID] ?? "", text: message.text)
            return Message(role: .tool, content: [.toolResult(result)], cacheBreakpoint: message.cacheBreakpoint)
        case let other:
            throw APIError.invalid(
                "\(place).role",
                "`\(place).role` is \(other.map { "\"\($0.prefix(40))\"" } ?? "missing"): "
                    + "write system, developer, user, assistant or tool.")
        }
    }

    private mutating func plain(
        _ role: Message.Role, _ content: JSONValue?, _ place: String
    ) throws(APIError) -> Message {
        guard let content, !content.isNull else {
            throw APIError.invalid("\(place).content", "`\(place).content` is missing.")
        }
        var message = Message(role: role, content: [])
        try read(content, "\(place).content", into: &message)
        return message
    }

    private mutating func read(_ content: JSONValue, _ place: String, into message: inout Message) throws(APIError) {
        switch content {
        case .string(let text): message.content.append(.text(text))
        case .null: message.content.append(.text(""))
        case .array(let parts):
            for (index, part) in parts.enumerated() { try readPart(part, "\(place).\(index)", into: &message) }
        default: throw APIError.invalid(place, "`\(place)` must be a string or an array of parts.")
        }
    }

    private mutating func readPart(_ part: JSONValue, _ place: String, into message: inout Message) throws(APIError) {
        guard case .object(let object) = part, let type = object["type"]?.stringValue else {
            throw APIError.invalid(place, "`\(place)` must be an object with a `type`.")
        }
        if object["cache_control"] != nil { message.cacheBreakpoint = true }
        switch type {
        case "text":
            guard let text = object["text"]?.stringValue else {
                throw APIError.invalid("\(place).text", "`\(place).text` must be a string.")
            }
            message.content.append(.text(text))
        case "image_url":
            let image = object["image_url"]
            guard let url = image?["url"]?.stringValue ?? image?.stringValue else {
                throw APIError.invalid("\(place).image_url", "`\(place).image_url.url` must be a string.")
            }
            if let detail = image?["detail"]?.stringValue, detail != "auto" { needsOriginal = true }
            message.content.append(.image(ImageContent(url: url)))
        case "refusal":
            if let text = object["refusal"]?.stringValue { message.content.append(.text(text)) }
        default: noteWordless(place, type)
        }
    }

    private mutating func noteWordless(_ place: String, _ kind: String) {
        needsOriginal = true
        if wordless == nil { wordless = (place, kind) }
    }

    private mutating func readCalls(
        _ value: JSONValue?, _ place: String, into message: inout Message
    ) throws(APIError) {
        guard let value, !value.isNull else { return }
        guard case .array(let calls) = value else { throw APIError.invalid(place, "`\(place)` must be an array.") }
        for (index, call) in calls.enumerated() {
            guard let id = call["id"]?.stringValue, let function = call["function"],
                let name = function["name"]?.stringValue
            else {
                throw APIError.invalid(
                    "\(place).\(index)", "`\(place).\(index)` must have an `id` and a `function` with a `name`.")
            }
            toolNames[id] = name
            message.content.append(
                .toolCall(ToolCall(id: id, name: name, arguments: function["arguments"]?.stringValue ?? "{}")))
        }
    }
}

extension ImageContent {
    /// Reads an address, or `data:image/png;base64,…`.
    init(url: String) {
        if url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") {
            let kind = url[url.index(url.startIndex, offsetBy: 5)..<comma]
            if kind.hasSuffix(";base64") {
                self = .base64(String(url[url.index(after: comma)...]), mediaType: String(kind.dropLast(7)))
                return
            }
        }
        self = .url(url)
    }
}
