import ExactJSON

/// The rules that the providers' APIs enforce and that a lenient mock would let slip.
enum MockRequestCheck {
    /// Returns what is wrong with a request, in words; nil when an API would take it.
    static func fault(in request: MockRequest) -> String? {
        switch request.endpoint {
        case .models: return nil
        case .embeddings:
            if request.model.isEmpty { return "model: field required" }
            return request.body["input"] == nil ? "input: field required" : nil
        case .chat: return common(request) ?? chat(request.body["messages"]?.arrayValue ?? [])
        case .messages: return common(request) ?? messages(request.body)
        }
    }

    private static func common(_ request: MockRequest) -> String? {
        if request.body.objectValue == nil { return "the body is no JSON object" }
        if request.model.isEmpty { return "model: field required" }
        guard let messages = request.body["messages"]?.arrayValue, !messages.isEmpty else {
            return "messages: at least one message is required"
        }
        return nil
    }

    /// Every tool call is answered, directly and once; nothing is answered that was not called.
    private static func chat(_ messages: [JSONValue]) -> String? {
        var open: [String] = []
        for (index, message) in messages.enumerated() {
            let place = "messages[\(index)]"
            let role = message["role"]?.stringValue ?? ""
            guard ["system", "developer", "user", "assistant", "tool"].contains(role) else {
                return "\(place).role: unknown role “\(role)”"
            }
            if role == "tool" {
                guard let id = message["tool_call_id"]?.stringValue, let found = open.firstIndex(of: id) else {
                    return "\(place): a tool message must answer a preceding tool call"
                }
                open.remove(at: found)
                continue
            }
            if !open.isEmpty { return "\(place): tool calls without an answer: \(open.joined(separator: ", "))" }
            let calls = message["tool_calls"]?.arrayValue ?? []
            if role != "assistant" || calls.isEmpty, message["content"]?.isNull ?? true {
                return "\(place).content: field required"
            }
            for call in calls {
                guard let id = call["id"]?.stringValue, call["function"]?["name"]?.stringValue != nil,
                    call["function"]?["arguments"]?.stringValue != nil
                else { return "\(place).tool_calls: id, function.name and function.arguments are required" }
                open.append(id)
            }
        }
        return open.isEmpty ? nil : "tool calls without an answer: \(open.joined(separator: ", "))"
    }

    private static func messages(_ body: JSONValue) -> String? {
        guard let limit = body["max_tokens"]?.intValue, limit > 0 else { return "max_tokens: field required" }
        if let budget = body["thinking"]?["budget_tokens"]?.intValue, budget >= limit {
            return "max_tokens must be greater than thinking.budget_tokens"
        }
        if breakpoints(body) > 4 { return "a maximum of 4 blocks with cache_control may be provided" }
        var open: Set<String> = []
        for (index, message) in (body["messages"]?.arrayValue ?? []).enumerated() {
            let place = "messages.\(index)"
            guard let role = message["role"]?.stringValue, ["user", "assistant"].contains(role) else {
                return "\(place): unexpected role"
            }
            if role != (index % 2 == 0 ? "user" : "assistant") { return "\(place): roles must alternate" }
            let blocks = message["content"]?.arrayValue ?? [["type": "text", "text": message["content"] ?? .null]]
            if blocks.contains(where: { $0["type"]?.stringValue == "text" && ($0["text"]?.stringValue ?? "").isEmpty })
            {
                return "\(place): text content blocks must be non-empty"
            }
            if role == "user" {
                let leading = blocks.prefix { $0["type"]?.stringValue == "tool_result" }
                let answered = Set(leading.compactMap { $0["tool_use_id"]?.stringValue })
                guard answered == open else {
                    return "\(place): tool_use ids were found without tool_result blocks immediately after: "
                        + open.symmetricDifference(answered).sorted().joined(separator: ", ")
                }
                open = []
            } else {
                for block in blocks where block["type"]?.stringValue == "tool_use" {
                    guard block["input"]?.objectValue != nil else {
                        return "\(place): tool_use.input must be an object"
                    }
                    open.insert(block["id"]?.stringValue ?? "")
                }
            }
        }
        return nil
    }

    private static func breakpoints(_ value: JSONValue) -> Int {
        switch value {
        case .array(let elements): elements.reduce(0) { $0 + breakpoints($1) }
        case .object(let object):
            object.reduce(0) { $0 + ($1.key == "cache_control" ? 1 : breakpoints($1.value)) }
        default: 0
        }
    }
}
