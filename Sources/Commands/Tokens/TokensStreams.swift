import ArgumentParser

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Standard input in lines and standard output in large writes, on bytes: corpora are piped through here.
struct TokensStreams: ~Copyable {
    /// The longest line, in bytes.
    static let lineLimit = 256 << 20
    private static let blockSize = 1 << 18
    private var input: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var atEnd = false
    /// What is to be written; `flushIfLarge` and `finish` write it.
    var output: [UInt8] = []
    /// Lines read so far.
    private(set) var lines = 0

    /// Runs a command's body; prints what stops it to standard error, and exits with its code.
    static func run(_ body: (inout TokensStreams) throws -> Void) throws {
        var streams = TokensStreams()
        do {
            do {
                try body(&streams)
            } catch let problem as TokensProblem {
                try streams.finish()
                throw problem
            }
            try streams.finish()
        } catch let problem as TokensProblem {
            var bytes = Array("farthing tokens: \(problem.message)\n".utf8)
            _ = try? Self.write(&bytes, to: 2)  // nowhere left to report that standard error is closed
            throw ExitCode(problem.exitCode)
        }
    }

    /// Lends the next line without its newline to `body`; false at the end.
    ///
    /// What was answered so far is written out before waiting for more input.
    mutating func nextLine(
        _ body: (UnsafeBufferPointer<UInt8>, _ output: inout [UInt8], _ number: Int) throws(TokensProblem) -> Void
    ) throws(TokensProblem) -> Bool {
        while true {
            let found = input[searched...].firstIndex(of: UInt8(ascii: "\n"))
            if found == nil, !atEnd {
                searched = input.count
                try readBlock()
                continue
            }
            let end = found ?? input.count
            if found == nil, start == end { return false }
            lines += 1
            let range = start..<end
            start = found == nil ? end : end + 1
            searched = start
            let number = lines
            var failure: TokensProblem?
            input.withUnsafeBufferPointer { bytes in
                do throws(TokensProblem) {
                    try body(UnsafeBufferPointer(rebasing: bytes[range]), &output, number)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            return true
        }
    }

    /// Reads the rest of the input.
    mutating func readAll() throws(TokensProblem) -> [UInt8] {
        while !atEnd { try readBlock() }
        return Array(input[start...])
    }

    /// Writes the output when there is much of it.
    mutating func flushIfLarge() throws(TokensProblem) {
        if output.count >= Self.blockSize { try flush() }
    }

    /// Writes the output.
    mutating func finish() throws(TokensProblem) { try flush() }

    private mutating func flush() throws(TokensProblem) {
        try Self.write(&output, to: 1)
    }

    private mutating func readBlock() throws(TokensProblem) {
        try flush()
        if start > 0 {
            input.removeSubrange(..<start)
            searched -= start
            start = 0
        }
        guard input.count <= Self.lineLimit else {
            throw TokensProblem.data("line \(lines + 1) has more than \(Self.lineLimit) bytes")
        }
        let before = input.count
        // Doubling, so that a very long line is not moved at every block.
        let size = max(Self.blockSize, before)
        input.append(contentsOf: repeatElement(0, count: size))
        var result = 0
        input.withUnsafeMutableBytes { bytes in
            repeat {
                result = read(0, bytes.baseAddress.map { $0 + before }, size)
            } while result < 0 && errno == EINTR
        }
        input.removeLast(size - max(0, result))
        if result < 0 { throw TokensProblem.data("standard input cannot be read (errno \(errno))") }
        if result == 0 { atEnd = true }
    }

    private static func write(_ bytes: inout [UInt8], to file: Int32) throws(TokensProblem) {
        var written = 0
        while written < bytes.count {
            let offset = written
            let result = bytes.withUnsafeBytes { buffer in
                #if canImport(Darwin)
                    Darwin.write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                #elseif canImport(Musl)
                    Musl.write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                #else
                    Glibc.write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                #endif
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw TokensProblem.data("standard output cannot be written (errno \(errno))") }
            written += result
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
