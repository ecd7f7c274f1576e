/// Where the server listens and what it takes.
package struct ServerOptions: Sendable, Hashable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// The port; 0 takes a free one.
    package var port = 8484
    /// The largest request body, in bytes.
    package var largestBody = 32 << 20
    /// Connections at the same time; more wait until one is closed.
    package var mostConnections = 16_384
    /// Requests to models at the same time; more are refused with a 503.
    package var mostCalls = 1024
    /// A connection that sends nothing for so long is closed, unless it waits for an answer.
    package var idleTimeout: Duration = .seconds(75)
    /// How long a shutdown waits for what is in flight before it cancels it; what was used is settled either way.
    package var drainTime: Duration = .seconds(25)
    /// Names under which the server may be reached beside its address, for the check of the Host header.
    package var hostNames: [String] = []
    /// Whether every request is logged, or only those that fail.
    package var logsRequests = false

    package init() {}

    /// Whether only programs on this machine can connect.
    package var isLoopback: Bool { Self.isLoopback(host) }

    /// Whether a host, without port, is this machine for itself.
    static func isLoopback(_ host: String) -> Bool {
        let host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "0:0:0:0:0:0:0:1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
