import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Where a request's answer goes: a whole reply, or a head and then pieces as they come.
///
/// Writing waits until the connection takes it, so a slow reader slows down whoever writes.
final class ResponseSink: @unchecked Sendable {  // Used by one task at a time: the one that answers the request.
    private var writer: ResponseWriter?
    private var body: (any ResponseBodyWriter)?
    private let standing: HTTPFields
    /// The status that was sent; nil while nothing was.
    private(set) var status: Int?

    /// - Parameter standing: header fields of every answer.
    init(_ writer: consuming ResponseWriter, standing: HTTPFields) {
        self.writer = consume writer
        self.standing = standing
    }

    /// Whether a head was sent already.
    var hasBegun: Bool { status != nil }

    /// Sends a whole answer.
    func send(_ reply: Reply, withBody: Bool = true) async throws {
        guard let writer = writer.take() else { return }
        status = reply.status
        var fields = complete(reply.headers)
        if reply.status != 204 { fields[.contentLength] = "\(reply.body.count)" }
        let head = HTTPResponse(status: .init(code: reply.status), headerFields: fields)
        let body = withBody && !reply.body.isEmpty ? ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)) : .init()
        try await writer.write(response: head, body: body)
    }

    /// Tells a client that waits for it to send the request's body.
    func askToContinue() async throws {
        guard let writer = writer.take() else { return }
        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        self.writer = consume writer
    }

    /// Sends a head; pieces follow until `finish`.
    ///
    /// - Throws: `CancellationError` when the client is gone.
    func begin(status: Int = 200, headers: HTTPFields) async throws {
        guard let writer = writer.take() else { return }
        self.status = status
        let head = HTTPResponse(status: .init(code: status), headerFields: complete(headers))
        do { body = try await writer.writeHead(head) } catch { throw CancellationError() }
    }

    /// Sends a piece, and before it a head where the answer has not begun.
    func write(_ bytes: [UInt8], beginningWith head: HTTPFields?) async throws {
        if let head { try await begin(headers: head) }
        try await write(bytes)
    }

    /// Sends a piece; it leaves at once.
    ///
    /// - Throws: `CancellationError` when the client is gone: nobody reads on, which is no failure of whoever writes.
    func write(_ bytes: [UInt8]) async throws {
        do { try await body?.write(ByteBuffer(bytes: bytes)) } catch { throw CancellationError() }
    }

    /// Ends an answer in pieces.
    func finish(trailers: HTTPFields? = nil) async throws {
        guard let body else { return }
        self.body = nil
        try await body.finish(trailers)
    }

    private func complete(_ fields: HTTPFields) -> HTTPFields {
        guard !fields.isEmpty else { return standing }
        var all = standing
        for field in fields { all[field.name] = field.value }
        return all
    }
}
