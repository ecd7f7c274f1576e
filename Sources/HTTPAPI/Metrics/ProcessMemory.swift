#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the system says of memory, where it says it in `/proc`.
struct ProcessMemory {
    /// Bytes of this process in memory; 0 where the system does not tell.
    var resident = 0
    static var now: ProcessMemory {
        var memory = ProcessMemory()
        let pages = words(of: "/proc/self/statm")
        if pages.count > 1, let count = Int(pages[1]) { memory.resident = count * Int(sysconf(Int32(_SC_PAGESIZE))) }
        return memory
    }

    private static func words(of path: String) -> [Substring] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self).split { $0 == " " || $0 == "\n" }
    }
}
