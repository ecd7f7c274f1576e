import ExactJSON
import HTTPStreaming
import LanguageModels

/// Anthropic's message batches (https://docs.anthropic.com/en/api/creating-message-batches).
struct AnthropicBatchService: BatchService {
    let connection: ProviderConnection
    let model: ModelID
    private var errors: ProviderErrors { connection.errors(for: model) }
    private var path: String { AnthropicModel.path(for: connection.endpoint.baseURL) + "/batches" }

    let limits = BatchLimits(requests: 100_000, bytes: 240 << 20)

    init(connection: ProviderConnection, model: ModelID) {
        self.connection = connection
        self.model = model
    }

    func line(_ request: BatchRequest) -> [UInt8] {
        let line: JSONValue = ["custom_id": .string(request.customID), "params": .object(request.body)]
        return line.utf8
    }

    func submit(_ lines: [[UInt8]], endpoint: BatchEndpoint, tag: String) async throws -> RemoteBatch {
        var body = Array(#"{"requests":["#.utf8)
        body.reserveCapacity(lines.reduce(64) { $0 + $1.count + 1 })
        for (index, line) in lines.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += line
        }
        body += Array("]}".utf8)
        return try batch(parsed(try await connection.transfer(path: path, model: model, body: body, errors: errors)))
    }

    func find(tag: String, requests: Int, since: Int64, known: Set<String>) async throws -> RemoteBatch? {
        // The API keeps no names of ours. A batch of as many requests that was made since we tried, and that we know
        // nothing of, is ours; two of them are a riddle, and then none is taken.
        let page = try parsed(
            try await connection.transfer(
                method: "GET", path: "\(path)?limit=100", model: model, body: [], errors: errors))
        let found = try (page["data"]?.arrayValue ?? []).filter { value in
            guard let created = value["created_at"]?.stringValue, let seconds = RFC3339.seconds(created) else {
                return false
            }
            return seconds >= since - 5
        }.map { try batch($0) }.filter { $0.total == requests && !known.contains($0.id) }
        return found.count == 1 ? found[0] : nil
    }

    func batch(_ id: String) async throws -> RemoteBatch {
        try batch(
            parsed(
                try await connection.transfer(
                    method: "GET", path: "\(path)/\(id)", model: model, body: [], errors: errors)))
    }

    func outcomes(of batch: RemoteBatch) async throws -> [BatchOutcome] {
        let body = try await connection.transfer(
            method: "GET", path: "\(path)/\(batch.id)/results", model: model, body: [], errors: errors)
        return try body.split(separator: UInt8(ascii: "\n")).map { try outcome($0) }
    }

    private func outcome(_ line: ArraySlice<UInt8>) throws -> BatchOutcome {
        let value = try parsed(Array(line))
        guard let id = value["custom_id"]?.stringValue, let result = value["result"] else {
            throw errors.malformed("an outcome without its id", shown: line)
        }
        switch result["type"]?.stringValue {
        case "succeeded":
            var decoder = AnthropicStreamDecoder(errors: errors)
            return BatchOutcome(dialect: &decoder, id: id, body: result["message"] ?? .null)
        case "errored":
            let error = result["error"] ?? .null
            return BatchOutcome(
                customID: id, reply: error, usage: .missing,
                error: errors.refusal(status: 400, headers: [:], body: error.utf8))
        case let type:
            let word = type ?? "unknown"
            return BatchOutcome(
                customID: id, reply: result, usage: .missing,
                error: ModelError(
                    word == "expired" ? .timeout : .server,
                    "\(connection.endpoint.displayName) did not work on it: \(word). Submit it again", model: model))
        }
    }

    private func batch(_ value: JSONValue) throws(ModelError) -> RemoteBatch {
        guard let id = value["id"]?.stringValue, let status = value["processing_status"]?.stringValue else {
            throw errors.malformed("a batch without id and status", shown: value.utf8)
        }
        let counts = value["request_counts"] ?? .null
        func count(_ name: String) -> Int { counts[name]?.intValue ?? 0 }
        let failed = count("errored") + count("canceled") + count("expired")
        return RemoteBatch(
            id: id, status: status, hasEnded: status == "ended", done: count("succeeded") + failed, failed: failed,
            total: count("succeeded") + failed + count("processing"), problem: nil, results: [])
    }

    private func parsed(_ body: [UInt8]) throws(ModelError) -> JSONValue {
        do throws(JSONSyntaxError) { return try JSONValue(parsing: body) } catch {
            throw errors.malformed("a reply that is no JSON", shown: body)
        }
    }
}
