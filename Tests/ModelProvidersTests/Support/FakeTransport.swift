import HTTPStreaming
import NIOConcurrencyHelpers

/// A transport without a network: every call gets the same reply, in the given chunks.
final class FakeTransport: HTTPTransport {
    private let head: HTTPResponseHead
    private let chunks: [[UInt8]]
    private let failure: HTTPTransportError?
    private let seen = NIOLockedValueBox<[HTTPCall]>([])

    /// - Parameter failure: thrown after the chunks; before the head when there are none.
    init(
        status: Int = 200, headers: HTTPHeaders = ["content-type": "text/event-stream"], chunks: [[UInt8]],
        failure: HTTPTransportError? = nil
    ) {
        head = HTTPResponseHead(status: status, headers: headers)
        self.chunks = chunks
        self.failure = failure
    }

    convenience init(json: String, status: Int = 200, headers: HTTPHeaders = [:]) {
        var headers = headers
        headers["content-type"] = "application/json"
        self.init(status: status, headers: headers, chunks: [Array(json.utf8)])
    }

    var calls: [HTTPCall] { seen.withLockedValue { $0 } }

    func withResponse<Output>(
        to call: HTTPCall, _ body: (HTTPResponseHead, HTTPResponseBody) async throws -> Output
    ) async throws -> Output {
        seen.withLockedValue { $0.append(call) }
        try Task.checkCancellation()
        if chunks.isEmpty, let failure { throw failure }
        var next = 0
        let chunks = chunks
        let failure = failure
        return try await body(
            head,
            HTTPResponseBody {
                if Task.isCancelled {
                    throw HTTPTransportError(.cancelled, "cancelled", progress: .responding)
                }
                guard next < chunks.count else {
                    if let failure { throw failure }
                    return nil
                }
                next += 1
                return chunks[next - 1]
            })
    }
}
