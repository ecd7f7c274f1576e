#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Both ends of a pseudo-terminal: ours as a descriptor, the program's as a path.
struct PseudoTerminalDevice {
    /// Why the system refused.
    struct Refusal: Error {
        let errno: Int32
    }

    /// Our end, non-blocking and closed in children.
    let controller: Int32
    private let path: String

    init(columns: Int, rows: Int) throws(Refusal) {
        #if os(Linux)
            // posix_openpt and its companions are not visible in the Glibc module; these requests are what they do.
            controller = posixOpen("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
            guard controller >= 0 else { throw Refusal(errno: errno) }
            let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
            var isLocked: Int32 = 0
            var index: Int32 = 0
            guard ioctl(controller, unlock, &isLocked) == 0, ioctl(controller, number, &index) == 0 else {
                let code = errno
                close(controller)
                throw Refusal(errno: code)
            }
            path = "/dev/pts/\(index)"
        #else
            controller = posix_openpt(O_RDWR | O_NOCTTY)
            guard controller >= 0 else { throw Refusal(errno: errno) }
            guard grantpt(controller) == 0, unlockpt(controller) == 0, let name = ptsname(controller) else {
                let code = errno
                close(controller)
                throw Refusal(errno: code)
            }
            path = String(cString: name)
            _ = fcntl(controller, F_SETFD, FD_CLOEXEC)
        #endif
        _ = fcntl(controller, F_SETFL, O_NONBLOCK)
        Self.resize(controller, columns: columns, rows: rows)
    }

    /// Starts a program that leads a session with this terminal. Closes our end if that fails.
    func start(_ command: String, _ arguments: [String], environment: [String: String]) throws(Refusal) -> pid_t {
        // Open here too: our end would count as hung up until the program opens the other.
        let keptOpen = posixOpen(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(keptOpen) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        #if os(Linux)
            let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which glibc declares for _GNU_SOURCE only
        #else
            let newSession = POSIX_SPAWN_SETSID
        #endif
        posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | newSession))
        var process: pid_t = 0
        let result = Self.withCStrings([command] + arguments) { argv in
            Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
                posix_spawn(&process, command, &actions, &attributes, argv, envp)
            }
        }
        guard result == 0 else {
            close(controller)
            throw Refusal(errno: result)
        }
        return process
    }

    /// Sets the size, which sends SIGWINCH to the program.
    static func resize(_ controller: Int32, columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(controller, UInt(TIOCSWINSZ), &size)
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("The array has at least its end.") }
            return body(start)
        }
    }
}

private func posixOpen(_ path: String, _ flags: Int32) -> Int32 {
    open(path, flags)
}
