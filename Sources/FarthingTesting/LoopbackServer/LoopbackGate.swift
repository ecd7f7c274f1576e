#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A barrier between a test and the server's threads: `LoopbackStep.wait` passes once the test has opened it.
public final class LoopbackGate: Sendable {
    /// Readable once the gate is open, and ever after.
    let readEnd: Int32
    private let writeEnd: Int32

    /// Makes a closed gate.
    ///
    /// - Throws: `LoopbackServerError` when the process has no file descriptors left.
    public init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw LoopbackServerError.system("pipe", errno) }
        (readEnd, writeEnd) = (ends[0], ends[1])
        for end in ends { LoopbackSocket.closeOnExec(end) }
    }

    deinit {
        LoopbackSocket.close(readEnd)
        LoopbackSocket.close(writeEnd)
    }

    /// Lets every step that waits, or will wait, pass.
    public func open() {
        var byte: UInt8 = 1
        // A second byte changes nothing, and the pipe holds thousands.
        _ = write(writeEnd, &byte, 1)
    }
}
