#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The file in which typed lines are remembered: one a row, oldest first, with `\n` and `\\` for newline and backslash.
///
/// Each line is appended when it is typed, with one write, so that a killed process loses none and two processes can
/// share the file. It has mode 0600, as people type secrets.
struct HistoryFile {
    private let path: String
    private let limit: Int
    private static let maximumLineBytes = 1 << 16
    private static let maximumFileBytes = 1 << 22

    init(path: String, limit: Int) {
        self.path = path
        self.limit = limit
    }

    /// Reads the last lines, and shortens a file that has grown to twice its limit. A missing file has none.
    func load() throws(TerminalError) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return [] }
            throw .system(operation: "Reading the history \(path)", errno: errno)
        }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        lseek(descriptor, max(0, size - off_t(Self.maximumFileBytes)), SEEK_SET)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system(operation: "Reading the history \(path)", errno: errno) }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        let rows = bytes.split(separator: UInt8(ascii: "\n"))
        let kept = rows.suffix(limit)
        if rows.count > 2 * limit || size > off_t(Self.maximumFileBytes) { try replace(with: kept) }
        return kept.map { Self.decoded($0) }
    }

    /// Adds a line. One that is longer than 64 KiB is not kept.
    func append(_ line: String) throws(TerminalError) {
        let row = Self.encoded(line)
        guard row.count <= Self.maximumLineBytes else { return }
        try write(row, to: path, flags: O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC)
    }

    private func replace(with rows: ArraySlice<ArraySlice<UInt8>>) throws(TerminalError) {
        let temporary = "\(path).\(getpid()).tmp"
        let bytes = rows.flatMap { $0 + [UInt8(ascii: "\n")] }
        try write(bytes, to: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw .system(operation: "Shortening the history \(path)", errno: code)
        }
    }

    private func write(_ bytes: [UInt8], to path: String, flags: Int32) throws(TerminalError) {
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw .system(operation: "Writing the history \(path)", errno: errno) }
        defer { close(descriptor) }
        fchmod(descriptor, 0o600)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                    Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                    Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system(operation: "Writing the history \(path)", errno: errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func encoded(_ line: String) -> [UInt8] {
        var row: [UInt8] = []
        for byte in line.utf8 {
            switch byte {
            case UInt8(ascii: "\n"): row += Array(#"\n"#.utf8)
            case UInt8(ascii: "\\"): row += Array(#"\\"#.utf8)
            default: row.append(byte)
            }
        }
        return row + [UInt8(ascii: "\n")]
    }

    private static func decoded(_ row: ArraySlice<UInt8>) -> String {
        var line: [UInt8] = []
        var isEscaped = false
        for byte in row {
            if isEscaped {
                line.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                line.append(byte)
            }
        }
        return String(decoding: line, as: UTF8.self)
    }
}
