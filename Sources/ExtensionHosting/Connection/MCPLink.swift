/// A way to and from a server. What it says arrives at the connection that opened the link.
protocol MCPLink: Sendable {
    /// Sends one message. Does not wait for it to be taken.
    func send(_ message: RPCMessage)
    /// Ends the link in order; what it started ends too. Returns when nothing of it is left, within bounds.
    func close() async
    /// Ends the link without waiting.
    func stop()
    /// What the server wrote to its standard error, the newest part.
    var errorOutput: String { get }
    /// The process, where there is one.
    var process: Int32? { get }
}
