import AgentRuntime
import ExactJSON
import LanguageModels
import ModelProviders
import Money

/// The requests of a batch file, one JSON object a line.
///
/// Three shapes are taken: OpenAI's `{"custom_id","url","body"}`, Anthropic's `{"custom_id","params"}`, and the short
/// `{"id","prompt"}` or `{"id","messages"}`, whose other members are passed on.
struct BatchFile {
    /// One line, with what is needed to price it.
    struct Item {
        var model: ModelID
        var request: BatchRequest
        /// The request as the runtime sees it, for counting.
        var shape: ModelRequest
        /// The texts of an embedding.
        var texts: [String]
    }

    let items: [Item]

    /// The longest file that is read.
    static let limit = 1 << 30

    /// - Parameters:
    ///   - model: instead of the lines' own.
    ///   - registry: says which dialect a model's provider speaks.
    /// - Throws: `BatchError` with the line.
    init(_ bytes: [UInt8], model: ModelID?, registry: ProviderRegistry) throws {
        var items: [Item] = []
        var names: Set<String> = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                let item = try Self.item(JSONValue(parsing: line), index, model, registry)
                guard names.insert(item.request.customID).inserted else {
                    throw BatchError(.usage, "the id “\(item.request.customID)” stands twice")
                }
                items.append(item)
            } catch {
                throw BatchError(.usage, "Line \(index + 1): \(error). Nothing was submitted.")
            }
        }
        guard !items.isEmpty else { throw BatchError(.usage, "The file has no requests: one JSON object a line.") }
        self.items = items
    }

    private static func item(
        _ line: JSONValue, _ index: Int, _ asked: ModelID?, _ registry: ProviderRegistry
    ) throws -> Item {
        guard var members = line.objectValue else { throw BatchError(.usage, "not a JSON object") }
        let name = members["custom_id"]?.stringValue ?? members["id"]?.stringValue ?? "line-\(index + 1)"
        // Anthropic takes these, and OpenAI takes more.
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameByte) else {
            throw BatchError(.usage, "the id “\(name)” is not 1 to 64 of a-z, A-Z, 0-9, _ and -")
        }
        let isAnthropic = members["params"] != nil
        var isEmbedding = members["url"]?.stringValue?.hasSuffix("/embeddings") ?? false
        if let inner = (members["params"] ?? members["body"])?.objectValue {
            members = inner
        } else {
            for key in ["id", "custom_id"] { members[key] = nil }
            if let prompt = members["prompt"]?.stringValue {
                members["prompt"] = nil
                members["messages"] = [["role": "user", "content": .string(prompt)]]
            }
            isEmbedding = members["input"] != nil && members["messages"] == nil
        }
        guard members[isEmbedding ? "input" : "messages"] != nil else {
            throw BatchError(.usage, "no messages, prompt or input")
        }
        let model = try model(members["model"]?.stringValue, asked, isAnthropic, registry)
        let dialect = try registry.entry(model).dialect
        members["stream"] = nil
        members["model"] = .string(model.name)
        guard dialect == .anthropic else {
            guard !isAnthropic else {
                throw BatchError(.usage, "this is a line of Anthropic's, and \(model) speaks OpenAI's dialect")
            }
            let endpoint: BatchEndpoint = isEmbedding ? .embeddings : .chat
            return Item(
                model: model, request: BatchRequest(customID: name, endpoint: endpoint, body: members),
                shape: shape(members, model), texts: texts(members["input"]))
        }
        guard !isEmbedding else { throw BatchError(.usage, "\(model.provider) has no embeddings") }
        let shape = shape(members, model)
        if !isAnthropic {
            let profile = ModelProfile(id: model)
            members = try AnthropicBatchLine.params(of: shape, profile: profile)
        }
        return Item(
            model: model, request: BatchRequest(customID: name, endpoint: .messages, body: members), shape: shape,
            texts: [])
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The model asked for, the line's `provider/name`, or the line's name at the vendor whose shape the line has.
    private static func model(
        _ written: String?, _ asked: ModelID?, _ isAnthropic: Bool, _ registry: ProviderRegistry
    ) throws -> ModelID {
        if let asked { return asked }
        guard let written, !written.isEmpty else {
            throw BatchError(.usage, "no model: put “model” into the line, or give --model")
        }
        if let id = ModelID(written), registry.catalogue[id.provider] != nil { return id }
        return ModelID(provider: isAnthropic ? "anthropic" : "openai", name: written)
    }

    private static func texts(_ input: JSONValue?) -> [String] {
        input?.stringValue.map { [$0] } ?? input?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// The parts of a body that we know; the rest is `extra`, which counts in the worst case.
    private static func shape(_ body: JSONObject, _ model: ModelID) -> ModelRequest {
        var extra = body
        var request = ModelRequest(model: model, messages: [], serviceTier: .batch, stream: false)
        if let system = body["system"] { request.messages.append(Message(.system, text(of: system))) }
        for message in body["messages"]?.arrayValue ?? [] {
            let role = Message.Role(rawValue: message["role"]?.stringValue ?? "user") ?? .user
            request.messages.append(Message(role, text(of: message["content"] ?? .null)))
        }
        request.maxOutputTokens = (body["max_completion_tokens"] ?? body["max_tokens"])?.intValue
        if let number = body["temperature"]?.numberValue { request.temperature = Double(number.text) }
        for known in [
            "model", "messages", "system", "max_tokens", "max_completion_tokens", "temperature", "input",
        ] { extra[known] = nil }
        request.extra = extra
        return request
    }

    private static func text(of content: JSONValue) -> String {
        if let text = content.stringValue { return text }
        let parts = content.arrayValue ?? []
        // What is no text (an image, a tool's result) is counted as its JSON: never less than it is.
        return parts.map { $0["text"]?.stringValue ?? $0.text }.joined()
    }
}
