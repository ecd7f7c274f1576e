import CEdit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The signals of the process as readable bytes, while this object lives. There is one a process at a time.
final class SignalPipe {
    /// Becomes readable when a signal has arrived.
    let readEnd: Int32
    private let writeEnd: Int32

    /// - Parameter terminal: also take window size, job control and crashes, which concern the state of the terminal.
    /// - Throws: ``TerminalError/alreadyOpen``, or ``TerminalError/system(operation:errno:)``.
    init(terminal: Bool) throws(TerminalError) {
        var ends: [Int32] = [-1, -1]
        guard cedit_pipe(&ends) == 0 else { throw .system(operation: "Opening a pipe", errno: errno) }
        (readEnd, writeEnd) = (ends[0], ends[1])
        guard cedit_signals_install(writeEnd, terminal) == 0 else {
            let code = errno
            close(readEnd)
            close(writeEnd)
            throw code == EBUSY ? .alreadyOpen : .system(operation: "Handling signals", errno: code)
        }
    }

    /// Takes the signals that have arrived, oldest first.
    func take() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(readEnd, &bytes, bytes.count)
        guard count > 0 else { return [] }
        return bytes[..<count].map {
            cedit_signals_taken(Int32($0))
            return Int32($0)
        }
    }

    /// Puts the earlier handlers back and closes the pipe.
    func remove() {
        cedit_signals_remove()
        close(readEnd)
        close(writeEnd)
    }
}
