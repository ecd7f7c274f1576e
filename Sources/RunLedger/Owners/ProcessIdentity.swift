#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A process as the ledger remembers it: a number alone is given to another process sooner or later.
package struct ProcessIdentity: Sendable, Hashable {
    /// The process's number.
    package var pid: Int32
    /// When it began, in the kernel's ticks since boot; 0 where the kernel does not say.
    package var started: Int64
    /// The boot it belongs to; empty where the kernel does not say.
    package var boot: String

    /// Makes an identity.
    package init(pid: Int32, started: Int64, boot: String) {
        self.pid = pid
        self.started = started
        self.boot = boot
    }

    /// This process.
    package static let current = ProcessIdentity(
        pid: getpid(), started: startTime(of: getpid()) ?? 0, boot: bootID)

    /// Whether the process still runs. Processes of other containers count as gone: they cannot be seen from here.
    package var isAlive: Bool {
        guard boot == ProcessIdentity.bootID else { return false }
        #if os(Linux)
            return ProcessIdentity.startTime(of: pid) == started
        #else
            return kill(pid, 0) == 0 || errno == EPERM
        #endif
    }

    private static let bootID = read("/proc/sys/kernel/random/boot_id").filter { !$0.isWhitespace }

    /// Field 22 of `/proc/PID/stat` (proc(5)); nil when there is no such process, or only its remains.
    private static func startTime(of pid: Int32) -> Int64? {
        let line = read("/proc/\(pid)/stat")
        // The second field is the program's name in parentheses and may itself contain spaces and parentheses.
        guard let name = line.lastIndex(of: ")") else { return nil }
        let fields = line[line.index(after: name)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int64(fields[19])
    }

    private static func read(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        return String(unsafeUninitializedCapacity: 4096) { buffer in
            max(0, Platform.read(file, UnsafeMutableRawPointer(buffer.baseAddress), buffer.count))
        }
    }
}

private enum Platform {
    static func read(_ file: Int32, _ into: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, into, count)
        #else
            Darwin.read(file, into, count)
        #endif
    }
}
