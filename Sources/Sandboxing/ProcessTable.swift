#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The machine's processes as /proc shows them at one moment.
struct ProcessTable: Sendable {
    /// A process.
    struct Entry: Sendable, Hashable {
        var id: Int32
        var parent: Int32
        var session: Int32
        var threads: Int

        /// Reads a line of `/proc/ID/stat`; nil for what is none.
        init?(stat line: String) {
            // The name, in parentheses, may hold anything.
            guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close,
                let id = Int32(line[..<open].dropLast())
            else { return nil }
            let fields = line[line.index(after: close)...].split(separator: " ")
            guard fields.count > 17, let parent = Int32(fields[1]), let session = Int32(fields[3]),
                let threads = Int(fields[17])
            else { return nil }
            (self.id, self.parent, self.session, self.threads) = (id, parent, session, threads)
        }
    }

    var entries: [Entry]

    /// Everybody whom a process has led into its session, and everybody who descends from it.
    func members(ledBy leader: Int32) -> [Entry] {
        var children: [Int32: [Int32]] = [:]
        for entry in entries { children[entry.parent, default: []].append(entry.id) }
        var found: Set<Int32> = [leader]
        found.formUnion(entries.lazy.filter { $0.session == leader }.map(\.id))
        var waiting = Array(found)
        while let next = waiting.popLast() {
            for child in children[next] ?? [] where found.insert(child).inserted { waiting.append(child) }
        }
        return entries.filter { found.contains($0.id) }
    }

    /// Reads the table; empty where there is no /proc.
    static func read() -> ProcessTable {
        guard let folder = opendir("/proc") else { return ProcessTable(entries: []) }
        defer { closedir(folder) }
        var entries: [Entry] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // One that has ended meanwhile has no line.
            guard name.utf8.first.map({ $0 &- 0x30 < 10 }) == true, let line = text("/proc/\(name)/stat"),
                let entry = Entry(stat: line)
            else { continue }
            entries.append(entry)
        }
        return ProcessTable(entries: entries)
    }

    /// The newest process's id, which changes with each one that is started; nil where there is no /proc.
    static var newestProcess: Int? {
        text("/proc/loadavg")?.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) }
    }

    /// The memory of a process that stands for no file, in bytes; 0 for one that is gone.
    static func memory(of process: Int32) -> Int {
        kilobytes(["RssAnon:", "RssShmem:"], in: "/proc/\(process)/status") ?? 0
    }

    /// The same with what is shared divided among those who share it; nil where that is not told.
    static func share(of process: Int32) -> Int? {
        kilobytes(["Pss_Anon:", "Pss_Shmem:"], in: "/proc/\(process)/smaps_rollup")
    }

    /// The sum of lines `NAME: NUMBER kB`, in bytes; nil when there is none of them.
    private static func kilobytes(_ names: [String], in path: String) -> Int? {
        guard let text = text(path) else { return nil }
        let numbers = text.split(separator: "\n").compactMap { line -> Int? in
            guard names.contains(where: line.hasPrefix) else { return nil }
            return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        }
        return numbers.isEmpty ? nil : numbers.reduce(0, +) * 1024
    }

    /// A small file of /proc, which is read at once.
    private static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
            let count = readBytes(descriptor, buffer)
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
        }
    }

    private static func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
