/// Where a provider is reached.
public struct ServerAddress: Sendable, Hashable {
    /// The name or number of the machine.
    public var host: String
    /// The port.
    public var port: Int

    /// Reads `scheme://host[:port]`; nil for what is none.
    public init?(origin: String) {
        guard let mark = origin.firstIndex(of: ":"), origin[mark...].hasPrefix("://") else { return nil }
        let rest = origin[origin.index(mark, offsetBy: 3)...]
        let usual = origin[..<mark] == "https" ? 443 : 80
        let isNumbered = rest.hasPrefix("[")
        let end = isNumbered ? rest.firstIndex(of: "]").map { rest.index(after: $0) } : rest.firstIndex(of: ":")
        host = String(rest[..<(end ?? rest.endIndex)])
        guard !host.isEmpty else { return nil }
        let behind = end.map { rest[$0...] } ?? ""
        port = Int(behind.dropFirst()) ?? usual
    }
}
