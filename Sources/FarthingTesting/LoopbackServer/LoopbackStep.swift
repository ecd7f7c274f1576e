/// One thing a `LoopbackServer` does in reply to a request.
///
/// Steps are played in order, on the thread of their connection. After the last one the connection serves its next
/// request, unless the client asked for `connection: close`; a reply whose head gives no length therefore has to end
/// with `close`.
public enum LoopbackStep: Sendable {
    /// A header field as it is written.
    public typealias Header = (name: String, value: String)

    /// A whole response with its `content-length`. In reply to `HEAD` the body is left out.
    case reply(status: Int = 200, headers: [Header] = [], body: [UInt8] = [])
    /// A status line and these header fields, nothing added. A 1xx status is an interim response.
    case head(status: Int = 200, headers: [Header] = [])
    /// A status line, these header fields and `transfer-encoding: chunked`; `chunk` and `lastChunk` go with it.
    case chunkedHead(status: Int = 200, headers: [Header] = [])
    /// Bytes as they are: the rest of a body, or garbage.
    case bytes([UInt8])
    /// The same bytes, each in a write of its own.
    case oneByteAtATime([UInt8])
    /// One piece of a chunked body, written at once. An empty piece does nothing, as it would end the body.
    case chunk([UInt8])
    /// The end of a chunked body. Leave it out, and `close`, to end a body too soon.
    case lastChunk
    /// Waits until the test opens the gate, or the client goes away.
    case wait(LoopbackGate)
    /// Says nothing more until the client goes away or the server stops.
    case stall
    /// Closes the connection.
    case close
    /// Resets the connection: the client sees "connection reset by peer".
    case reset
}

extension LoopbackStep {
    /// Returns the steps of a stream of server-sent events, one `data:` event a string, each written at once.
    public static func eventStream(_ events: [String], headers: [Header] = []) -> [LoopbackStep] {
        [.chunkedHead(headers: [("content-type", "text/event-stream")] + headers)]
            + events.map { .chunk(Array("data: \($0)\n\n".utf8)) } + [.lastChunk]
    }

    /// A whole JSON response.
    public static func json(_ text: String, status: Int = 200, headers: [Header] = []) -> LoopbackStep {
        .reply(status: status, headers: [("content-type", "application/json")] + headers, body: Array(text.utf8))
    }
}
