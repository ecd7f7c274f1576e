/// A request that a `LoopbackServer` has received.
public struct RecordedRequest: Sendable {
    /// The request method, such as `POST`.
    public let method: String
    /// The request target as it was sent: path and query, or a whole URL when the server is used as a proxy.
    public let target: String
    /// The header fields in order, with names in small letters.
    public let headers: [(name: String, value: String)]
    /// The body, with a chunked one put together.
    public let body: [UInt8]
    /// The number of the connection it came on, from 0.
    public let connection: Int
    /// The number of the request, from 0, over all connections.
    public let index: Int

    /// Returns the first value of a header field. The name is compared in small letters.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name == name }?.value
    }

    /// The body as text; bytes that are no UTF-8 are replaced.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The target without its query.
    public var path: String { String(target.prefix { $0 != "?" }) }
}
