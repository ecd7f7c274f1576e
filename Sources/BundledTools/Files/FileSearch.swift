#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A search in progress: what it found and what it has left.
struct FileSearch {
    /// Why a search ended early.
    enum Limit {
        case results
        case bytes
        case timeLimit
    }

    /// Longer lines are shown in part.
    private static let lineLimit = 300

    private var pattern: LinePattern
    private let resultLimit: Int
    private let fileLimit: Int
    private let byteLimit: Int
    private var results: [String] = []
    private var files = 0
    private var bytes = 0
    private var largeFiles = 0
    private var limit: Limit?
    private var buffer: [UInt8] = []

    /// Makes a search.
    init(pattern: LinePattern, resultLimit: Int, fileLimit: Int, byteLimit: Int) {
        self.pattern = pattern
        self.resultLimit = resultLimit
        self.fileLimit = fileLimit
        self.byteLimit = byteLimit
    }

    /// Whether a limit is reached.
    var isOver: Bool { limit != nil }

    /// Notes the limit that ended the search.
    mutating func note(_ limit: Limit) { self.limit = limit }

    /// Searches a file; what is not a regular file, too large or not text is passed over.
    mutating func read(_ file: borrowing FileDescriptor, path: String) {
        var status = stat()
        guard fstat(file.raw, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
        guard status.st_size <= fileLimit else {
            largeFiles += 1
            return
        }
        let size = Int(status.st_size)
        if buffer.count < size { buffer = [UInt8](repeating: 0, count: size) }
        let count = buffer.withUnsafeMutableBytes { Self.fill($0, from: file.raw, size) }
        guard !buffer[..<min(count, 8192)].contains(0) else { return }
        files += 1
        bytes += count
        buffer.withUnsafeBufferPointer { text in
            var start = 0
            var number = 0
            while start < count, limit == nil {
                var end = start
                while end < count, text[end] != 0x0A { end += 1 }
                number += 1
                let line = UnsafeBufferPointer(rebasing: text[start..<end])
                if pattern.matches(line) { take(line, "\(path):\(number): ") }
                start = end + 1
            }
        }
        if bytes >= byteLimit { limit = .bytes }
    }

    private mutating func take(_ line: UnsafeBufferPointer<UInt8>, _ prefix: String) {
        guard results.count < resultLimit else {
            limit = .results
            return
        }
        var shown = line[...]
        while let last = shown.last, last == 0x0D || last == 0x20 || last == 0x09 { shown.removeLast() }
        let isCut = shown.count > Self.lineLimit
        let text = String(decoding: shown.prefix(Self.lineLimit), as: UTF8.self)
        results.append(prefix + text + (isCut ? "…" : ""))
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from file: Int32, _ size: Int) -> Int {
        var count = 0
        while count < size {
            let got = systemRead(file, buffer.baseAddress?.advanced(by: count), size - count)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            count += got
        }
        return count
    }

    /// The lines found and a note on what was not searched.
    var report: String {
        var notes: [String] = []
        switch limit {
        case .results: notes.append("only the first \(resultLimit) lines; narrow the pattern, path or glob")
        case .bytes: notes.append("stopped after \(bytes) bytes; narrow the path or glob")
        case .timeLimit: notes.append("stopped at the time limit; narrow the path or glob")
        case nil: break
        }
        if largeFiles > 0 { notes.append("\(largeFiles) files of more than \(fileLimit) bytes passed over") }
        if results.isEmpty { notes.insert("no match in \(files) files", at: 0) }
        return (results + (notes.isEmpty ? [] : ["[\(notes.joined(separator: "; "))]"])).joined(separator: "\n")
    }
}

// The system's function under a name that the method above does not hide.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, buffer, count)
}
