/// Sends what the extension has to say; the program that puts things together brings one.
public protocol TelemetryTransport: Sendable {
    /// Posts a JSON document and returns what the collector answered.
    ///
    /// - Throws: when the collector cannot be reached; that counts as an answer that allows another attempt.
    func post(
        _ body: [UInt8], to address: String, headers: [(name: String, value: String)], timeLimit: Duration
    ) async throws -> TelemetryReply
}

/// A collector's answer.
public struct TelemetryReply: Sendable, Hashable {
    /// The status.
    public var status: Int
    /// How long the collector wants to be left alone.
    public var retryAfter: Duration?

    /// Makes an answer.
    public init(status: Int, retryAfter: Duration? = nil) {
        self.status = status
        self.retryAfter = retryAfter
    }

    var isGood: Bool { (200..<300).contains(status) }
    /// What OTLP allows to be sent again.
    var mayRetry: Bool { [429, 502, 503, 504].contains(status) }
}
