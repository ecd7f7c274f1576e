import ExactJSON
import HTTPStreaming
package import LanguageModels
import Money

/// An embedding model behind an API in OpenAI's dialect.
package struct OpenAIEmbeddingModel: EmbeddingModel {
    package let profile: ModelProfile
    package let limits: EmbeddingLimits
    private var connection: ProviderConnection

    /// Makes a model; nothing is sent.
    package init(
        profile: ModelProfile, limits: EmbeddingLimits = EmbeddingLimits(), connection: ProviderConnection
    ) {
        self.profile = profile
        self.limits = limits
        self.connection = connection
    }

    package var usableKeys: [Int] { connection.keyring.usable }

    package func using(key: Int) -> any EmbeddingModel {
        var model = self
        model.connection.key = key
        return model
    }

    package func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse {
        guard !texts.isEmpty else {
            return EmbeddingResponse(vectors: [], usage: UsageReport(Usage(), source: .provider))
        }
        let errors = connection.errors(for: profile.id)
        let size = texts.reduce(256) { $0 + $1.utf8.count + 8 }
        var writer = RequestWriter(capacity: size, overrides: JSONObject())
        writer.open("{")
        writer.member("model", profile.id.name)
        writer.key("input")
        writer.open("[")
        for text in texts { writer.string(text) }
        writer.close("]")
        if let dimensions {
            writer.key("dimensions")
            writer.number(JSONNumber(dimensions))
        }
        writer.member("encoding_format", "float")
        let (head, body) = try await connection.send(
            path: connection.endpoint.quirks.embeddingsPath, model: profile.id, body: writer.finish(), errors: errors)
        var response = try OpenAIEmbeddingModel.decode(body, count: texts.count, errors: errors)
        response.limits = RateLimitHeaders.limits(in: head.headers, now: connection.now)
        return response
    }

    /// Reads a reply: `data` may come in any order, each element says its index.
    static func decode(_ body: [UInt8], count: Int, errors: ProviderErrors) throws(ModelError) -> EmbeddingResponse {
        let reply: JSONValue
        do throws(JSONSyntaxError) {
            reply = try JSONValue(parsing: body)
        } catch {
            throw errors.malformed("a reply that is no JSON", shown: body)
        }
        if let error = reply["error"], !error.isNull { throw errors.reported(reply) }
        guard let data = reply["data"]?.arrayValue, data.count == count else {
            throw errors.malformed("\(reply["data"]?.arrayValue?.count ?? 0) vectors for \(count) texts")
        }
        var vectors = [[Float]](repeating: [], count: count)
        for (position, element) in data.enumerated() {
            let index = element["index"]?.intValue ?? position
            guard vectors.indices.contains(index), vectors[index].isEmpty,
                let numbers = element["embedding"]?.arrayValue
            else { throw errors.malformed("a vector without its place") }
            vectors[index] = try floats(numbers, errors)
        }
        guard Set(vectors.map(\.count)).count == 1, vectors[0].count > 0 else {
            throw errors.malformed("vectors of different lengths")
        }
        return EmbeddingResponse(
            vectors: vectors, usage: OpenAIUsage.report(in: reply) ?? .missing,
            servedModel: reply["model"]?.stringValue)
    }

    private static func floats(_ numbers: [JSONValue], _ errors: ProviderErrors) throws(ModelError) -> [Float] {
        var floats: [Float] = []
        floats.reserveCapacity(numbers.count)
        for number in numbers {
            guard let text = number.numberValue?.text, let float = Float(text), float.isFinite else {
                throw errors.malformed("a vector that holds no number")
            }
            floats.append(float)
        }
        return floats
    }
}
