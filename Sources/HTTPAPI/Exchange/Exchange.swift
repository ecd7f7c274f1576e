import ExactJSON
import HTTPTypes
import Hummingbird
import NIOCore

/// A request as a handler sees it: whose it is, where it goes, what it brings.
struct Exchange: Sendable {
    let request: Request
    /// The request's id, for logs and for the caller.
    let id: String
    /// The path without the query, without a trailing slash.
    let path: Substring
    /// What stands in the path's open places, decoded, in order.
    let arguments: [String]
    /// Who asks.
    let caller: Caller
    /// The connection, to hear when its client is gone.
    let watch: ConnectionWatch?
    /// Where the answer goes.
    let sink: ResponseSink
    /// What the log line of this request says beside the usual.
    let note: LogNote
    let largestBody: Int

    /// A header field's value.
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }

    /// The last event that the client of a stream has seen, as it says; nil when it begins.
    var lastEventID: String? { header("last-event-id") ?? query["last_event_id"] }

    /// The query's fields in order, decoded.
    var query: QueryFields { QueryFields(request.uri.query) }

    /// Reads the whole body.
    ///
    /// - Throws: `APIError` of status 413 when it is too large.
    func body() async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > largestBody { throw tooLarge }
        // A client that asks first, as curl does before a large body, waits a second for this.
        if request.headers[.expect]?.lowercased() == "100-continue" { try await sink.askToContinue() }
        var whole = ByteBuffer()
        for try await var piece in request.body {
            guard whole.readableBytes + piece.readableBytes <= largestBody else { throw tooLarge }
            if whole.readableBytes == 0 { whole = piece } else { whole.writeBuffer(&piece) }
        }
        return whole
    }

    /// Reads the body as a JSON object.
    ///
    /// - Throws: `APIError`.
    func object() async throws -> JSONObject {
        let body = try await body()
        let value: JSONValue
        do throws(JSONSyntaxError) { value = try body.readableBytesView.parsed() } catch {
            throw APIError(
                400, "invalid_request_error", "We could not parse the body of your request: \(error).",
                code: "invalid_json")
        }
        guard case .object(let object) = value else {
            throw APIError.invalid(nil, "The body must be a JSON object.", code: "invalid_json")
        }
        return object
    }

    /// Runs `work` and cancels it as soon as the client is gone.
    func whileConnected<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        guard let watch else { return try await work() }
        // Unstructured because the end of the connection comes from its event loop; awaited here.
        let task = Task.immediate { try await work() }
        watch.whenGone { task.cancel() }
        defer { watch.whenGone(nil) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private var tooLarge: APIError {
        APIError(
            413, "invalid_request_error", "The request is larger than \(largestBody) bytes.", code: "request_too_large")
    }
}

extension ByteBufferView {
    fileprivate func parsed() throws(JSONSyntaxError) -> JSONValue { try JSONValue(parsing: self) }
}
