import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A running `LedgerProbe`, built beside the tests.
struct ProbeProcess: ~Copyable {
    let pid: pid_t
    private let output: Int32
    private var bytes: [UInt8] = []

    init(_ arguments: String...) throws { (pid, output) = try ProbeProcess.start(arguments) }

    private static func start(_ arguments: [String]) throws -> (pid_t, Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[1])
        defer { posix_spawn_file_actions_destroy(&actions) }
        let path = try path()
        let words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        let environment: [UnsafeMutablePointer<CChar>?] = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
        defer { for word in words + environment { free(word) } }
        var child = pid_t()
        let code = posix_spawn(&child, path, &actions, nil, words, environment)
        close(ends[1])
        try #require(code == 0)
        return (child, ends[0])
    }

    /// Reads until the child has said `count` bytes, or ended.
    mutating func read(atLeast count: Int) {
        while bytes.count < count, readMore() {}
    }

    /// Waits until a child has stopped itself.
    static func waitUntilStopped(_ pid: pid_t) {
        var status: Int32 = 0
        waitpid(pid, &status, WUNTRACED)
    }

    /// Lets a stopped child go on.
    static func proceed(_ pid: pid_t) { Platform.kill(pid, SIGCONT) }

    /// Kills the child.
    func kill() { Platform.kill(pid, SIGKILL) }

    /// Reads to the end.
    ///
    /// - Returns: the child's complete lines as words, and its exit code; nil when it was killed.
    consuming func finish() -> (lines: [[Substring]], code: Int32?) {
        while readMore() {}
        close(output)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        let whole = bytes[..<(bytes.lastIndex(of: 0x0A) ?? 0)]
        let lines = String(decoding: whole, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        return (lines, status & 0x7F == 0 ? status >> 8 & 0xFF : nil)
    }

    private mutating func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Platform.read(output, &buffer)
        guard count > 0 else { return false }
        bytes += buffer[..<count]
        return true
    }

    private static func path() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let program =
            count > 0
            ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : CommandLine.arguments[0]
        return try #require(program.lastIndex(of: "/").map { program[..<$0] }) + "/LedgerProbe"
    }
}

/// The system's functions whose names are taken inside the type.
private enum Platform {
    static func read(_ file: Int32, _ buffer: inout [UInt8]) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, &buffer, buffer.count)
        #else
            Darwin.read(file, &buffer, buffer.count)
        #endif
    }

    static func kill(_ pid: pid_t, _ signal: Int32) {
        #if canImport(Glibc)
            _ = Glibc.kill(pid, signal)
        #else
            _ = Darwin.kill(pid, signal)
        #endif
    }
}
