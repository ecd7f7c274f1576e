import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The program as a child process with pipes.
final class ProductProcess {
    /// How it ended.
    struct End {
        var exitCode: Int32
        var output: String
        var errors: String
    }

    let identifier: pid_t
    private let input: Int32
    private let output: Int32
    private let errors: Int32
    private var isReaped = false

    init(_ command: String, arguments: [String], environment: [String: String], folder: String) throws {
        var (inputs, outputs, failures): ([Int32], [Int32], [Int32]) = ([-1, -1], [-1, -1], [-1, -1])
        try #require(pipe(&inputs) == 0 && pipe(&outputs) == 0 && pipe(&failures) == 0)
        for end in [inputs[1], outputs[0], failures[0]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputs[0], 0)
        posix_spawn_file_actions_adddup2(&actions, outputs[1], 1)
        posix_spawn_file_actions_adddup2(&actions, failures[1], 2)
        for end in [inputs[0], outputs[1], failures[1]] { posix_spawn_file_actions_addclose(&actions, end) }
        // The working directory decides which settings are found; a shell sets it, which posix_spawn portably cannot.
        let words = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, command] + arguments
        let argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for word in argv { free(word) }
            for word in envp { free(word) }
        }
        var child = pid_t()
        let result = posix_spawn(&child, "/bin/sh", &actions, nil, argv, envp)
        for end in [inputs[0], outputs[1], failures[1]] { close(end) }
        try #require(result == 0)
        (identifier, input, output, errors) = (child, inputs[1], outputs[0], failures[0])
    }

    deinit {
        if !isReaped {
            kill(identifier, SIGKILL)
            var status: Int32 = 0
            waitpid(identifier, &status, 0)
        }
        for end in [input, output, errors] { close(end) }
    }

    /// Gives it its input, reads all of its output, and waits for its end.
    func finish(input bytes: [UInt8] = []) throws -> End {
        if !bytes.isEmpty { _ = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) } }
        shutDownInput()
        var collected: [Int32: [UInt8]] = [output: [], errors: []]
        var open = [output, errors]
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !open.isEmpty {
            var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            try #require(poll(&polled, nfds_t(polled.count), 60_000) > 0, "the program said nothing for a minute")
            for descriptor in polled where descriptor.revents != 0 {
                let count = read(descriptor.fd, &buffer, buffer.count)
                if count > 0 {
                    collected[descriptor.fd, default: []] += buffer[..<count]
                } else {
                    open.removeAll { $0 == descriptor.fd }
                }
            }
        }
        return End(
            exitCode: wait(), output: String(decoding: collected[output] ?? [], as: UTF8.self),
            errors: String(decoding: collected[errors] ?? [], as: UTF8.self))
    }

    /// Kills it at once and waits for its end.
    func killNow() {
        kill(identifier, SIGKILL)
        _ = wait()
    }

    private func shutDownInput() {
        // The descriptor stays ours until deinit; the child must see the end of its input now.
        let null = Glibc.open("/dev/null", O_WRONLY)
        dup2(null, input)
        close(null)
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
        isReaped = true
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }
}
