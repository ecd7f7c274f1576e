/// What a `LoopbackServer` has seen so far.
public struct LoopbackCounts: Sendable, Hashable {
    /// Connections that were accepted.
    public var connections = 0
    /// Connections that are open now.
    public var openConnections = 0
    /// Connections that were closed at once, as there were too many.
    public var refusedConnections = 0
    /// Requests that were received whole.
    public var requests = 0
    /// Replies in the middle of which the client closed its connection.
    public var abandonedReplies = 0
    /// Bytes of replies that the operating system has taken.
    public var bytesSent = 0
    /// Times a write had to wait, as the client did not read.
    public var blockedWrites = 0

    /// Zero of everything.
    public init() {}
}
