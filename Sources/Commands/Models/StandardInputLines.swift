#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The lines of standard input, as they come.
enum StandardInputLines {
    /// The longest line that is taken; the rest of a longer one is dropped, so that it fails to parse.
    static let longestLine = 1 << 20

    /// Calls `body` with the complete lines that each read brings, and at the end with an unfinished one. Empty lines
    /// are passed over.
    static func forEachBatch(longestLine: Int = longestLine, _ body: ([[UInt8]]) throws -> Void) throws {
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            var lines: [[UInt8]] = []
            for part in buffer[..<count].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .enumerated()
            {
                if part.offset > 0 {
                    if !pending.isEmpty { lines.append(pending) }
                    pending = []
                }
                if pending.count < longestLine { pending += part.element }
            }
            if !lines.isEmpty { try body(lines) }
        }
        if !pending.isEmpty { try body([pending]) }
    }
}
