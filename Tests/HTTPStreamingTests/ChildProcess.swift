#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that a test needs, found on PATH and killed when it is released.
final class ChildProcess: Sendable {
    struct NotStarted: Error {
        var program: String
        var code: Int32
    }

    private let identifier: pid_t
    private let output: Int32

    /// Starts the program with its standard output and error on a pipe, in a folder if one is given.
    init(_ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw NotStarted(program: arguments[0], code: errno) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        posix_spawn_file_actions_addclose(&actions, ends[1])
        defer { posix_spawn_file_actions_destroy(&actions) }
        let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let code = posix_spawnp(&child, arguments[0], &actions, nil, words, environ)
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            throw NotStarted(program: arguments[0], code: code)
        }
        (identifier, output) = (child, ends[0])
    }

    deinit {
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
        close(output)
    }

    var isRunning: Bool {
        var status: Int32 = 0
        return waitpid(identifier, &status, WNOHANG) == 0
    }

    /// Reads what the child says until it has ended a line that begins with the text, or ends; returns the rest of that
    /// line.
    func line(beginningWith text: String) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let whole = bytes[..<(bytes.lastIndex(of: 0x0A) ?? 0)]
            for line in String(decoding: whole, as: UTF8.self).split(separator: "\n") where line.hasPrefix(text) {
                return String(line.dropFirst(text.count))
            }
            let count = systemRead(output, &buffer)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}

// The name is taken inside the class.
private func systemRead(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int { read(descriptor, &buffer, buffer.count) }
