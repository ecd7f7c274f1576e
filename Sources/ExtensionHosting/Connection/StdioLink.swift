import CProcess
import ExactJSON
import NIOConcurrencyHelpers
import Sandboxing
import Threads

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A link to a child process, one JSON object a line on its standard input and output.
///
/// A thread of its own starts the child, reads what it writes and sees to its end; messages are written in place by whoever
/// sends them, which is what makes a round trip short, and by the thread when the pipe is full.
final class StdioLink: MCPLink {
    /// The longest message taken from a child, in bytes.
    static let messageLimit = 16 << 20
    /// The most that waits to be taken by a child, in bytes.
    static let backlogLimit = 64 << 20

    struct State {
        var input: Int32 = -1
        var backlog: [UInt8] = []
        var written = 0
        var errors = ErrorTail()
        var process: Int32?
        var isStopping = false
        var isKilled = false
        var isOver = false
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    let connection: MCPConnection
    let state = NIOLockedValueBox(State())
    let wakeReading: Int32
    private let wakeWriting: Int32

    /// Starts a program and links a connection to it.
    ///
    /// - Throws: `HostingError` when it cannot be started.
    init(
        _ plan: SandboxPlan, under backend: SandboxBackend?, grace: Duration, connection: MCPConnection
    ) async throws(HostingError) {
        self.connection = connection
        // Writing to a child that has ended is an error, not our end.
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        let code = farthing_pipe(&ends)
        (wakeReading, wakeWriting) = (ends[0], ends[1])
        guard code == 0 else {
            throw HostingError(.ended, extension: connection.name, "no pipe: \(String(cString: strerror(code)))")
        }
        let started: Result<Void, SpawnFailure> = await withCheckedContinuation { continuation in
            let isRunning = DetachedThread.start { [self] in
                let child: SpawnedChild
                do throws(SpawnFailure) {
                    child = try SandboxedLaunch.start(plan, under: backend)
                } catch {
                    continuation.resume(returning: .failure(error))
                    return
                }
                state.withLockedValue { state in
                    state.input = child.input
                    state.process = child.id
                }
                continuation.resume(returning: .success(()))
                var thread = StdioThread(
                    link: self, child: child, lifetime: ChildLifetime(grace: grace), limits: plan.limits)
                thread.run()
            }
            if !isRunning {
                let failure = SpawnFailure(step: .start, code: EAGAIN, path: plan.path, directory: plan.directory)
                continuation.resume(returning: .failure(failure))
            }
        }
        do { try started.get() } catch {
            throw HostingError(.ended, extension: connection.name, error.description)
        }
    }

    deinit {
        if wakeReading >= 0 { Self.shut(wakeReading) }
        if wakeWriting >= 0 { Self.shut(wakeWriting) }
    }

    private static func shut(_ descriptor: Int32) {
        #if canImport(Glibc)
            Glibc.close(descriptor)
        #elseif canImport(Musl)
            Musl.close(descriptor)
        #else
            Darwin.close(descriptor)
        #endif
    }

    var errorOutput: String { state.withLockedValue { $0.errors.text } }
    var process: Int32? { state.withLockedValue { $0.process } }

    func send(_ message: RPCMessage) {
        var line = message.json.utf8
        line.append(0x0A)
        let needsThread = state.withLockedValue { state in
            guard state.input >= 0, !state.isOver else { return false }
            if state.backlog.isEmpty {
                let count = line.withUnsafeBytes { write(state.input, $0.baseAddress, $0.count) }
                guard count < line.count else { return false }
                // A broken pipe is seen by the thread, which knows how the child ended.
                state.backlog = line
                state.written = max(0, count)
                return true
            }
            guard state.backlog.count + line.count <= Self.backlogLimit else {
                state.isKilled = true
                return true
            }
            state.backlog += line
            return false
        }
        if needsThread { wake() }
    }

    func close() async {
        let isOver = state.withLockedValue { state in
            state.isStopping = true
            return state.isOver
        }
        guard !isOver else { return }
        wake()
        await withCheckedContinuation { continuation in
            let isOver = state.withLockedValue { state in
                if !state.isOver { state.watchers.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    /// Ends the child without waiting for it.
    func stop() {
        state.withLockedValue { $0.isStopping = true }
        wake()
    }

    private func wake() {
        var byte: UInt8 = 1
        _ = write(wakeWriting, &byte, 1)  // a full pipe wakes as well
    }
}
