import AgentRuntime
import ExactJSON
import HTTPTypes
import LanguageModels
import Money

/// `POST /v1/embeddings`.
struct EmbeddingsEndpoint: Sendable {
    let api: API

    /// The most texts of one request, as at OpenAI.
    private static let mostTexts = 2048

    func answer(_ exchange: Exchange) async throws -> Reply? {
        let body = try await exchange.object()
        guard let name = body["model"]?.stringValue, !name.isEmpty else {
            throw APIError.invalid("model", "You must provide a `model`, e.g. \"auto\".")
        }
        let texts = try texts(body["input"])
        let dimensions: Int? =
            if let value = body["dimensions"], !value.isNull { try value.count("dimensions", 1...65_536) } else { nil }
        let isBase64 = try isBase64(body["encoding_format"])
        let model = name == "auto" ? api.menu.embedding : api.menu.model(named: name)
        guard let model, exchange.caller.mayUse(name, model) else { throw APIError.unknownModel(name) }
        let conversation = try exchange.conversation()
        return try await api.ask(exchange, in: conversation) {
            let result = try await api.runtime.embed(
                texts, model: model, dimensions: dimensions, conversation: conversation, spender: exchange.spender)
            for attempt in result.attempts { api.metrics.note(attempt) }
            let cost = CallCost(result.attempts)
            var headers = await api.costHeaders(cost, of: exchange, result.conversation)
            headers[.farthingModel] = model.description
            exchange.note.tell(Route(model: model, reason: ""), cost, result.attempts)
            return Reply(
                headers: headers, type: "application/json",
                body: written(result.response, model: model, isBase64: isBase64, cost: cost))
        }
    }

    private func texts(_ input: JSONValue?) throws(APIError) -> [String] {
        switch input {
        case .string(let text)?: return [text]
        case .array(let items)?:
            guard !items.isEmpty else { throw APIError.invalid("input", "`input` must not be empty.") }
            guard items.count <= Self.mostTexts else {
                throw APIError.invalid("input", "`input` has more than \(Self.mostTexts) texts.")
            }
            var texts: [String] = []
            for (index, item) in items.enumerated() {
                guard let text = item.stringValue else {
                    throw APIError.invalid(
                        "input",
                        "`input.\(index)` must be a string: token ids are not taken, since their meaning depends on "
                            + "the model.")
                }
                texts.append(text)
            }
            return texts
        default: throw APIError.invalid("input", "`input` must be a string or an array of strings.")
        }
    }

    private func isBase64(_ format: JSONValue?) throws(APIError) -> Bool {
        switch format {
        case nil, .null?, "float"?: return false
        case "base64"?: return true
        default: throw APIError.invalid("encoding_format", "`encoding_format` must be float or base64.")
        }
    }

    private func written(
        _ response: EmbeddingResponse, model: ModelID, isBase64: Bool, cost: CallCost
    ) -> [UInt8] {
        var text = JSONText(capacity: response.vectors.reduce(256) { $0 + $1.count * 12 })
        text.raw("{\"object\":\"list\",\"data\":[")
        for (index, vector) in response.vectors.enumerated() {
            text.raw(index > 0 ? ",{\"object\":\"embedding\",\"index\":" : "{\"object\":\"embedding\",\"index\":")
            text.number(index)
            text.raw(",\"embedding\":")
            if isBase64 {
                text.string(Base64.text(vector))
            } else {
                text.raw("[")
                for (place, number) in vector.enumerated() {
                    if place > 0 { text.raw(",") }
                    text.raw(Array(number.description.utf8))
                }
                text.raw("]")
            }
            text.raw("}")
        }
        text.raw("],\"model\":")
        text.string(response.servedModel ?? model.name)
        text.raw(",\"usage\":{\"prompt_tokens\":")
        text.number(response.usage.usage.promptTokens)
        text.raw(",\"total_tokens\":")
        text.number(response.usage.usage.totalTokens)
        text.raw(",\"cost_usd\":")
        text.string(cost.cost?.description)
        if response.usage.source != .provider { text.raw(",\"estimated\":true") }
        text.raw("}}")
        return text.bytes
    }
}
