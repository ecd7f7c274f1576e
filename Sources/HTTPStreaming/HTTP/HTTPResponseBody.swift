/// The body of a response as it arrives: chunks of bytes, decompressed, cut where the network cut them.
///
/// It can be read once, by one reader, inside the closure that was given it; afterwards reading throws. Not reading
/// holds the server back: at most 256 KB wait here.
package struct HTTPResponseBody: AsyncSequence {
    package typealias Element = [UInt8]

    private let source: () async throws -> [UInt8]?

    /// Makes a body from a function that returns the next chunk, or nil at the end; for transports that have no
    /// network behind them.
    package init(_ source: @escaping () async throws -> [UInt8]?) {
        self.source = source
    }

    /// Returns the next chunk (never empty), or nil at the end.
    ///
    /// - Throws: `HTTPTransportError`, after the bytes that arrived before the failure were returned.
    package func next() async throws -> [UInt8]? {
        try await source()
    }

    /// Returns what is left of the body in one array; its size is limited by the call's `maxResponseBytes`.
    package func collect() async throws -> [UInt8] {
        guard var bytes = try await next() else { return [] }
        while let chunk = try await next() { bytes.append(contentsOf: chunk) }
        return bytes
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let body: HTTPResponseBody

        package mutating func next() async throws -> [UInt8]? {
            try await body.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: self)
    }
}
