import HTTPStreaming

extension HTTPResponseHead {
    /// Whether what follows is a stream of events.
    var isEventStream: Bool { headers["content-type"]?.lowercased().hasPrefix("text/event-stream") ?? false }

    /// Whether what follows is one JSON text.
    var isJSON: Bool { headers["content-type"]?.lowercased().hasPrefix("application/json") ?? false }
}

extension HTTPResponseBody {
    /// The whole body, as far as a message may be long.
    ///
    /// - Throws: `HTTPLink.Failure` when it is longer; `HTTPTransportError`.
    func message() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            guard bytes.count + chunk.count <= StdioLink.messageLimit else { throw HTTPLink.Failure.tooLong }
            bytes += chunk
        }
        return bytes
    }
}

extension HTTPLink.Failure {
    /// A message was longer than any may be.
    static var tooLong: HTTPLink.Failure {
        HTTPLink.Failure(
            reach: .request, message: "it sent a message of more than \(StdioLink.messageLimit >> 20) MiB")
    }
}
