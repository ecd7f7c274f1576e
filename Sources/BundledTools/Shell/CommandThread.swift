import CProcess
import Sandboxing
import Threads

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Starts a command, reads its output, signals it and releases it, all on one thread of its own, since starting and
/// releasing a process can block.
struct CommandThread: Sendable {
    let command: ShellCommand
    let exchange: CommandExchange

    /// Starts the thread. It ends with the command, after `CommandExchange.finish`.
    ///
    /// - Throws: `CommandStartFailure` when there are no more threads.
    func start() throws {
        guard DetachedThread.start({ run() }) else { throw CommandStartFailure(code: EAGAIN) }
    }

    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    private func run() {
        let started = Self.now
        var pid: pid_t = 0
        var output: Int32 = -1
        let code = spawn(&output, &pid)
        guard code == 0 else { return exchange.finish(.failure(CommandStartFailure(code: code))) }
        let exit = farthing_exit_descriptor(pid)
        var kept = BoundedOutput(limit: command.outputLimit)
        var lifetime = CommandLifetime(startingAt: started, timeLimit: command.timeLimit, grace: command.grace)
        mind(pid, output: output, exit: exit, lifetime: &lifetime, kept: &kept)
        close(output)
        if exit >= 0 { close(exit) }
        func result(_ status: CommandResult.Status) -> CommandResult {
            CommandResult(
                status: status, cause: lifetime.cause, endedOthers: lifetime.endedOthers, output: kept,
                duration: Self.now - started)
        }
        // What cannot be killed is not waited for; this thread stays until it is gone, so that no zombie does.
        if !lifetime.hasEnded { exchange.finish(.success(result(.unknown))) }
        var value: Int32 = 0
        let status: CommandResult.Status =
            switch farthing_reap(pid, &value) {
            case 0: .exited(value)
            case 1: .signalled(value)
            default: .unknown
            }
        if lifetime.hasEnded { exchange.finish(.success(result(status))) }
    }

    private func spawn(_ output: inout Int32, _ pid: inout pid_t) -> Int32 {
        if let (backend, plan) = command.confinement {
            do throws(SpawnFailure) {
                let child = try SandboxedLaunch.start(plan, under: backend)
                close(child.input)
                close(child.errors)
                (output, pid) = (child.output, child.id)
                return 0
            } catch { return error.code }
        }
        let arguments = [command.shell, "-c", command.text]
        let environment = command.environment.map { "\($0.key)=\($0.value)" }.sorted()
        return Self.withCStrings(arguments) { argv in
            Self.withCStrings(environment) { envp in
                farthing_spawn(command.shell, argv, envp, command.directory, &output, &pid)
            }
        }
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the buffer holds at least the ending nil") }
            return body(base)
        }
    }

    /// Minds the command until its lifetime is over.
    private func mind(
        _ pid: pid_t, output: Int32, exit: Int32, lifetime: inout CommandLifetime, kept: inout BoundedOutput
    ) {
        var watch = command.confinement?.plan.limits.map { SandboxWatch(leader: pid, limits: $0) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { buffer in
            while true {
                switch lifetime.next(at: Self.now) {
                case .terminate: _ = kill(-pid, SIGTERM)  // fails only when nobody is left
                case .kill: _ = kill(-pid, SIGKILL)  // likewise
                case .finish: return
                case .wait(let until):
                    if let excess = watch?.excess() {
                        _ = kill(-pid, SIGKILL)  // likewise
                        note("\n[ended: \(excess)]\n", in: &kept)
                        watch = nil
                    }
                    wait(
                        until: watch == nil ? until : min(until, Self.now + SandboxWatch.interval), output: output,
                        exit: exit,
                        lifetime: lifetime)
                    if !lifetime.outputEnded { lifetime.outputEnded = !takeOutput(output, buffer, into: &kept) }
                    if !lifetime.hasEnded { lifetime.hasEnded = farthing_has_ended(pid) != 0 }
                    if !lifetime.stopRequested { lifetime.stopRequested = exchange.stopRequested }
                }
            }
        }
    }

    private func note(_ text: String, in kept: inout BoundedOutput) {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            kept.append(bytes)
            exchange.append(bytes)
        }
    }

    private func wait(until: Duration, output: Int32, exit: Int32, lifetime: CommandLifetime) {
        // Negative descriptors are passed over by poll.
        var polled = [
            pollfd(fd: lifetime.outputEnded ? -1 : output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: lifetime.hasEnded ? -1 : exit, events: Int16(POLLIN), revents: 0),
            pollfd(fd: lifetime.stopRequested ? -1 : exchange.wakeDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        let remaining = max(.zero, until - Self.now).components
        var milliseconds = min(remaining.seconds, 3600) * 1000 + remaining.attoseconds / 1_000_000_000_000_000 + 1
        // Without a descriptor for the child's end it is asked for.
        if exit < 0, !lifetime.hasEnded { milliseconds = min(milliseconds, 10) }
        _ = poll(&polled, nfds_t(polled.count), Int32(milliseconds))  // whatever woke it, everything is looked at
    }

    /// Reads what is there, at most one buffer of it. Returns false at the end.
    private func takeOutput(
        _ output: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>, into kept: inout BoundedOutput
    ) -> Bool {
        let count = read(output, buffer.baseAddress, buffer.count)
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        let bytes = UnsafeBufferPointer(rebasing: buffer[..<count])
        kept.append(bytes)
        exchange.append(bytes)
        return true
    }
}
