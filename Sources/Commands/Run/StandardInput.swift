import Terminal

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard input as one text.
enum StandardInput {
    /// The most that is read, in bytes: larger than any model's context.
    static let limit = 64 << 20

    /// Reads to the end.
    ///
    /// - Throws: `TerminalError` when it is not UTF-8, too long, or cannot be read.
    static func readAll() throws(TerminalError) -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(0, &piece, piece.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw TerminalError.system(operation: "Reading standard input", errno: errno)
            }
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw TerminalError.lineTooLong(line: 1, limit: limit) }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let (offset, line) = firstInvalid(in: bytes)
            throw TerminalError.invalidUTF8(byteOffset: offset, line: line)
        }
        return text
    }

    private static func firstInvalid(in bytes: [UInt8]) -> (offset: Int, line: Int) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        var line = 1
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            offset += UTF8.width(scalar)
            if scalar == "\n" { line += 1 }
        }
        return (offset, line)
    }
}
