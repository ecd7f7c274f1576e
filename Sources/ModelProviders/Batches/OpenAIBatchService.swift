import ExactJSON
import HTTPStreaming
import LanguageModels

/// Batches in OpenAI's dialect: a file of requests, a batch over it, and files of outcomes
/// (https://platform.openai.com/docs/api-reference/batch).
struct OpenAIBatchService: BatchService {
    let connection: ProviderConnection
    let model: ModelID
    private var errors: ProviderErrors { connection.errors(for: model) }

    let limits = BatchLimits(requests: 50_000, bytes: 190 << 20)

    init(connection: ProviderConnection, model: ModelID) {
        self.connection = connection
        self.model = model
    }

    func line(_ request: BatchRequest) -> [UInt8] {
        let line: JSONValue = [
            "custom_id": .string(request.customID), "method": "POST", "url": .string(request.endpoint.rawValue),
            "body": .object(request.body),
        ]
        return line.utf8
    }

    func submit(_ lines: [[UInt8]], endpoint: BatchEndpoint, tag: String) async throws -> RemoteBatch {
        let boundary = "farthing-\(tag)"
        var form = Array(
            ("--\(boundary)\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                + "--\(boundary)\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\(tag).jsonl\"\r\n"
                + "content-type: application/jsonl\r\n\r\n").utf8)
        form.reserveCapacity(form.count + lines.reduce(64) { $0 + $1.count + 1 })
        for line in lines {
            form += line
            form.append(UInt8(ascii: "\n"))
        }
        form += Array("\r\n--\(boundary)--\r\n".utf8)
        let file = try await connection.transfer(
            path: "/files", model: model, body: form, contentType: "multipart/form-data; boundary=\(boundary)",
            errors: errors)
        guard let fileID = try parsed(file)["id"]?.stringValue else { throw errors.malformed("a file without an id") }
        let order: JSONValue = [
            "input_file_id": .string(fileID), "endpoint": .string(endpoint.rawValue), "completion_window": "24h",
            "metadata": ["farthing_batch": .string(tag)],
        ]
        let reply = try await connection.transfer(path: "/batches", model: model, body: order.utf8, errors: errors)
        return try batch(parsed(reply))
    }

    func find(tag: String, requests: Int, since: Int64, known: Set<String>) async throws -> RemoteBatch? {
        var after = ""
        // Newest first, so a batch that was just made is among the first; ten pages are a thousand batches.
        for _ in 0..<10 {
            let page = try parsed(
                try await connection.transfer(
                    method: "GET", path: "/batches?limit=100\(after)", model: model, body: [], errors: errors))
            let data = page["data"]?.arrayValue ?? []
            if let found = data.first(where: { $0["metadata"]?["farthing_batch"]?.stringValue == tag }) {
                return try batch(found)
            }
            guard page["has_more"]?.boolValue == true, let last = data.last?["id"]?.stringValue else { return nil }
            after = "&after=\(last)"
        }
        return nil
    }

    func batch(_ id: String) async throws -> RemoteBatch {
        try batch(
            parsed(
                try await connection.transfer(
                    method: "GET", path: "/batches/\(id)", model: model, body: [], errors: errors)))
    }

    func outcomes(of batch: RemoteBatch) async throws -> [BatchOutcome] {
        var outcomes: [BatchOutcome] = []
        for file in batch.results {
            let body = try await connection.transfer(
                method: "GET", path: "/files/\(file)/content", model: model, body: [], errors: errors)
            for line in body.split(separator: UInt8(ascii: "\n")) { outcomes.append(try outcome(line)) }
        }
        return outcomes
    }

    private func outcome(_ line: ArraySlice<UInt8>) throws -> BatchOutcome {
        let value = try parsed(Array(line))
        guard let id = value["custom_id"]?.stringValue else { throw errors.malformed("an outcome without its id") }
        let body = value["response"]?["body"] ?? .null
        let status = value["response"]?["status_code"]?.intValue ?? 0
        if let failure = value["error"], !failure.isNull {
            return BatchOutcome(
                customID: id, reply: failure, usage: .missing,
                error: errors.refusal(status: 400, headers: [:], body: JSONValue.object([("error", failure)]).utf8))
        }
        guard status < 300, status > 0 else {
            return BatchOutcome(
                customID: id, reply: body, usage: .missing,
                error: errors.refusal(status: max(status, 400), headers: [:], body: body.utf8))
        }
        if body["object"]?.stringValue == "list" {
            return BatchOutcome(customID: id, reply: body, usage: OpenAIUsage.report(in: body) ?? .missing)
        }
        var decoder = OpenAIStreamDecoder(errors: errors)
        return BatchOutcome(dialect: &decoder, id: id, body: body)
    }

    private func batch(_ value: JSONValue) throws(ModelError) -> RemoteBatch {
        guard let id = value["id"]?.stringValue, let status = value["status"]?.stringValue else {
            throw errors.malformed("a batch without id and status", shown: value.utf8)
        }
        let counts = value["request_counts"] ?? .null
        let failed = counts["failed"]?.intValue ?? 0
        let problem = value["errors"]?["data"]?.arrayValue?.compactMap { error in
            error["message"]?.stringValue.map { text in
                error["line"]?.intValue.map { "line \($0): \(text)" } ?? text
            }
        }.prefix(3).joined(separator: "; ")
        return RemoteBatch(
            id: id, status: status, hasEnded: ["completed", "failed", "expired", "cancelled"].contains(status),
            done: (counts["completed"]?.intValue ?? 0) + failed, failed: failed,
            total: counts["total"]?.intValue ?? 0, problem: problem.flatMap { $0.isEmpty ? nil : $0 },
            results: ["output_file_id", "error_file_id"].compactMap { value[$0]?.stringValue })
    }

    private func parsed(_ body: [UInt8]) throws(ModelError) -> JSONValue {
        do throws(JSONSyntaxError) { return try JSONValue(parsing: body) } catch {
            throw errors.malformed("a reply that is no JSON", shown: body)
        }
    }
}

extension JSONValue {
    fileprivate static func object(_ members: [(String, JSONValue)]) -> JSONValue { .object(JSONObject(members)) }
}
