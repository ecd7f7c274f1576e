public import ExactJSON
import NIOConcurrencyHelpers

/// A provider's batch interface on this machine, over real sockets: OpenAI's `/v1/files` and `/v1/batches` and
/// Anthropic's `/v1/messages/batches`.
///
/// A batch is worked on until the test says `finish()`; then every request is answered with the text of its last
/// message in capitals, in the opposite order, except those whose text holds `fail`, which fail.
public final class MockBatchServer: Sendable {
    private struct Batch {
        var id: String
        var tag: String?
        var lines: [JSONValue]
        var endpoint: String
    }

    private struct State {
        var files: [String: [JSONValue]] = [:]
        var batches: [Batch] = []
        var hasFinished = false
        var swallowed = 0
    }

    private let state = NIOLockedValueBox(State())
    private let server: LoopbackServer

    /// Starts a server.
    ///
    /// - Parameter losing: how many replies to new batches are lost: the batch is made, and the connection breaks.
    /// - Throws: `LoopbackServerError` when there is no socket or thread to be had.
    public init(losing: Int = 0) throws {
        state.withLockedValue { $0.swallowed = losing }
        server = try LoopbackServer { [state] in MockBatchServer.steps(for: $0, state) }
    }

    /// The address without a path: what `ANTHROPIC_BASE_URL` takes.
    public var url: String { server.url }
    /// The address with the version: what `OPENAI_BASE_URL` takes.
    public var openAIBaseURL: String { server.url + "/v1" }
    /// How many batches were made.
    public var batchCount: Int { state.withLockedValue { $0.batches.count } }
    /// The requests of each batch, as they came.
    public var lines: [[JSONValue]] { state.withLockedValue { $0.batches.map(\.lines) } }
    /// The requests so far.
    public var requests: [RecordedRequest] { server.requests }

    /// Ends every batch.
    public func finish() { state.withLockedValue { $0.hasFinished = true } }

    private static func steps(for request: RecordedRequest, _ state: NIOLockedValueBox<State>) -> [LoopbackStep] {
        let parts = request.path.split(separator: "/").map(String.init)
        return state.withLockedValue { state in
            switch (request.method, parts.dropFirst().first ?? "", parts.count) {
            case ("POST", "files", 2): [.json(addFile(request, &state))]
            case ("GET", "files", 4): [.reply(body: outcomes(parts[2], state))]
            case ("POST", "batches", 2): created(make(request, &state), &state)
            case ("GET", "batches", 2): [.json(page(state, openAI))]
            case ("GET", "batches", 3): one(parts[2], state, openAI)
            case ("POST", "messages", 3): created(makeMessages(request, &state), &state)
            case ("GET", "messages", 3): [.json(page(state, anthropic))]
            case ("GET", "messages", 4): one(parts[3], state, anthropic)
            case ("GET", "messages", 5): [.reply(body: messageOutcomes(parts[3], state))]
            default: [.json(#"{"error":{"message":"no such address","type":"invalid_request_error"}}"#, status: 404)]
            }
        }
    }

    private static func created(_ reply: JSONValue?, _ state: inout State) -> [LoopbackStep] {
        guard let reply else {
            return [.json(#"{"error":{"message":"no such file","type":"invalid_request_error"}}"#, status: 400)]
        }
        guard state.swallowed > 0 else { return [.json(reply.text)] }
        state.swallowed -= 1
        return [.reset]
    }

    private static func one(
        _ id: String, _ state: State, _ shape: (Batch, State) -> JSONValue
    ) -> [LoopbackStep] {
        guard let batch = state.batches.first(where: { $0.id == id }) else {
            return [.json(#"{"error":{"message":"no such batch","type":"not_found_error"}}"#, status: 404)]
        }
        return [.json(shape(batch, state).text)]
    }

    private static func page(_ state: State, _ shape: (Batch, State) -> JSONValue) -> String {
        let value: JSONValue = [
            "object": "list", "data": .array(state.batches.reversed().map { shape($0, state) }), "has_more": false,
        ]
        return value.text
    }

    /// Takes the file out of a multipart form: what stands between the part's blank line and the closing boundary.
    private static func addFile(_ request: RecordedRequest, _ state: inout State) -> String {
        let text = request.text
        let body = text.components(after: "filename=").components(after: "\r\n\r\n").components(before: "\r\n--")
        let id = "file-\(state.files.count + 1)"
        state.files[id] = lines(of: body)
        return #"{"id":"\#(id)","object":"file","purpose":"batch"}"#
    }

    private static func lines(of text: String) -> [JSONValue] {
        // What is no JSON is shown as null.
        text.utf8.split(separator: UInt8(ascii: "\n")).map { (try? JSONValue(parsing: Array($0))) ?? .null }
    }

    private static func make(_ request: RecordedRequest, _ state: inout State) -> JSONValue? {
        guard let order = try? JSONValue(parsing: request.body),  // an order that is no JSON is refused
            let lines = state.files[order["input_file_id"]?.stringValue ?? ""]
        else { return nil }
        let batch = Batch(
            id: "batch_\(state.batches.count + 1)", tag: order["metadata"]?["farthing_batch"]?.stringValue,
            lines: lines, endpoint: order["endpoint"]?.stringValue ?? "")
        state.batches.append(batch)
        return openAI(batch, state)
    }

    private static func makeMessages(_ request: RecordedRequest, _ state: inout State) -> JSONValue? {
        // An order that is no JSON is refused.
        guard let order = try? JSONValue(parsing: request.body), let lines = order["requests"]?.arrayValue else {
            return nil
        }
        let batch = Batch(id: "msgbatch_\(state.batches.count + 1)", lines: lines, endpoint: "/v1/messages")
        state.batches.append(batch)
        return anthropic(batch, state)
    }

    private static func text(_ line: JSONValue) -> String {
        let body = line["body"] ?? line["params"]
        let last = body?["messages"]?.arrayValue?.last?["content"] ?? body?["input"] ?? .null
        return last.stringValue ?? last.arrayValue?.first?["text"]?.stringValue ?? last.text
    }

    private static func openAI(_ batch: Batch, _ state: State) -> JSONValue {
        let failed = batch.lines.count { text($0).contains("fail") }
        let done = state.hasFinished
        return [
            "id": .string(batch.id), "object": "batch", "endpoint": .string(batch.endpoint),
            "status": done ? "completed" : "in_progress", "errors": .null,
            "output_file_id": done ? .string("\(batch.id)-output") : .null,
            "error_file_id": done && failed > 0 ? .string("\(batch.id)-errors") : .null,
            "request_counts": [
                "total": JSONValue(batch.lines.count), "completed": JSONValue(done ? batch.lines.count - failed : 0),
                "failed": JSONValue(done ? failed : 0),
            ],
            "metadata": ["farthing_batch": batch.tag.map { .string($0) } ?? .null],
        ]
    }

    private static func anthropic(_ batch: Batch, _ state: State) -> JSONValue {
        let failed = state.hasFinished ? batch.lines.count { text($0).contains("fail") } : 0
        let done = state.hasFinished ? batch.lines.count - failed : 0
        return [
            "id": .string(batch.id), "type": "message_batch",
            "processing_status": state.hasFinished ? "ended" : "in_progress",
            "request_counts": [
                "processing": JSONValue(state.hasFinished ? 0 : batch.lines.count), "succeeded": JSONValue(done),
                "errored": JSONValue(failed), "canceled": 0, "expired": 0,
            ],
            "created_at": "2100-01-01T00:00:00.000000Z",
        ]
    }

    private static func outcomes(_ file: String, _ state: State) -> [UInt8] {
        let isErrors = file.hasSuffix("-errors")
        let id = String(file.prefix { $0 != "-" })
        let lines = state.batches.first { $0.id == id }?.lines.reversed().filter {
            text($0).contains("fail") == isErrors
        }
        return (lines ?? []).flatMap { line -> [UInt8] in
            let words = text(line).split(separator: " ").count
            let body: JSONValue =
                isErrors
                ? ["error": ["message": "this one fails", "type": "invalid_request_error"]]
                : [
                    "id": .string("chatcmpl-\(line["custom_id"]?.stringValue ?? "")"), "object": "chat.completion",
                    "model": line["body"]?["model"] ?? .null,
                    "choices": [
                        [
                            "index": 0, "finish_reason": "stop",
                            "message": ["role": "assistant", "content": .string(text(line).uppercased())],
                        ]
                    ],
                    "usage": [
                        "prompt_tokens": JSONValue(words), "completion_tokens": JSONValue(words),
                        "total_tokens": JSONValue(2 * words),
                    ],
                ]
            let outcome: JSONValue = [
                "id": "batch_req", "custom_id": line["custom_id"] ?? .null,
                "response": ["status_code": isErrors ? 400 : 200, "request_id": "r", "body": body], "error": .null,
            ]
            return Array((outcome.text + "\n").utf8)
        }
    }

    private static func messageOutcomes(_ id: String, _ state: State) -> [UInt8] {
        (state.batches.first { $0.id == id }?.lines.reversed() ?? []).flatMap { line -> [UInt8] in
            let words = text(line).split(separator: " ").count
            let result: JSONValue =
                text(line).contains("fail")
                ? [
                    "type": "errored",
                    "error": [
                        "type": "error", "error": ["type": "invalid_request_error", "message": "this one fails"],
                    ],
                ]
                : [
                    "type": "succeeded",
                    "message": [
                        "id": .string("msg-\(line["custom_id"]?.stringValue ?? "")"), "type": "message",
                        "role": "assistant", "model": line["params"]?["model"] ?? .null,
                        "content": [["type": "text", "text": .string(text(line).uppercased())]],
                        "stop_reason": "end_turn",
                        "usage": ["input_tokens": JSONValue(words), "output_tokens": JSONValue(words)],
                    ],
                ]
            let outcome: JSONValue = ["custom_id": line["custom_id"] ?? .null, "result": result]
            return Array((outcome.text + "\n").utf8)
        }
    }
}

extension String {
    fileprivate func components(after mark: String) -> String {
        guard let range = firstRange(of: mark) else { return "" }
        return String(self[range.upperBound...])
    }

    fileprivate func components(before mark: String) -> String {
        guard let range = firstRange(of: mark) else { return self }
        return String(self[..<range.lowerBound])
    }
}
