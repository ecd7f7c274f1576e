/// How long each part of an exchange may take, on the monotonic clock.
package struct HTTPTimeLimits: Sendable, Hashable {
    /// Name lookup, TCP connection, proxy tunnel and TLS handshake together.
    package var connect: Duration
    /// From the moment the request starts to be sent until the head of the final response is complete.
    package var firstByte: Duration
    /// Silence within a response body. Time in which the reader held the transfer back does not count.
    package var betweenChunks: Duration
    /// From the call to the last byte, waiting for a free connection included.
    package var total: Duration

    /// The defaults suit a model that thinks for minutes before its first byte.
    package init(
        connect: Duration = .seconds(10), firstByte: Duration = .seconds(300),
        betweenChunks: Duration = .seconds(120), total: Duration = .seconds(900)
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.betweenChunks = betweenChunks
        self.total = total
    }
}
