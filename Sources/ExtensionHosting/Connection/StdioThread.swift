import CProcess
import NIOConcurrencyHelpers
import Sandboxing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the thread of a `StdioLink` does for as long as its child lives.
struct StdioThread {
    let link: StdioLink
    let child: SpawnedChild
    var lifetime: ChildLifetime
    /// What its processes use together; nil where nothing is limited.
    private var watch: SandboxWatch?
    private var lines = LineBuffer(limit: StdioLink.messageLimit)
    private var openOutput = true
    private var openErrors = true
    private var reason: String?
    private var closedOutput = false
    private var wasSignalled = false

    init(link: StdioLink, child: SpawnedChild, lifetime: ChildLifetime, limits: SandboxPlan.Limits?) {
        self.link = link
        watch = limits.map { SandboxWatch(leader: child.id, limits: $0) }
        self.child = child
        self.lifetime = lifetime
    }

    private static let lookMilliseconds = Int(SandboxWatch.interval / .milliseconds(1))

    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int(time.tv_sec)) + .nanoseconds(Int(time.tv_nsec))
    }

    mutating func run() {
        let exit = farthing_exit_descriptor(child.id)
        defer { if exit >= 0 { close(exit) } }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { buffer in
            while true {
                switch lifetime.next(at: Self.now) {
                case .closeInput: closeInput()
                case .terminate: signal(SIGTERM)
                case .kill: signal(SIGKILL)
                case .finish:
                    finish()
                    return
                case .wait(let until): look(wait(until: until, exit: exit), buffer)
                }
            }
        }
    }

    /// What a wait ended with, so that nothing is asked of the system that it has told already.
    private struct Ready {
        var output = true
        var errors = true
        var end = true
        var wish = true
    }

    private func wait(until: Duration?, exit: Int32) -> Ready {
        let (input, isStopping) = link.state.withLockedValue { state in
            (state.backlog.isEmpty ? -1 : state.input, state.isStopping)
        }
        // Negative descriptors are passed over by poll.
        var polled = [
            pollfd(fd: openOutput ? child.output : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: openErrors ? child.errors : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: exit, events: Int16(POLLIN), revents: 0),
            pollfd(fd: link.wakeReading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
        ]
        var milliseconds = -1
        if let until {
            let remaining = max(.zero, until - Self.now).components
            milliseconds = Int(remaining.seconds) * 1000 + Int(remaining.attoseconds / 1_000_000_000_000_000) + 1
        }
        if watch != nil, milliseconds < 0 || milliseconds > Self.lookMilliseconds {
            milliseconds = Self.lookMilliseconds
        }
        // Without a descriptor for the child's end, the end of its output tells, or asking does.
        if exit < 0, isStopping || !openOutput { milliseconds = 10 }
        let count = poll(&polled, nfds_t(polled.count), Int32(milliseconds))
        // A failed wait has told nothing: everything is looked at.
        guard count >= 0 else { return Ready() }
        return Ready(
            output: polled[0].revents != 0, errors: polled[1].revents != 0, end: exit < 0 || polled[2].revents != 0,
            wish: polled[3].revents != 0)
    }

    private mutating func look(_ ready: Ready, _ buffer: UnsafeMutableBufferPointer<UInt8>) {
        // Answers first: somebody waits for them.
        if openOutput, ready.output { takeOutput(buffer) }
        if ready.wish { while read(link.wakeReading, buffer.baseAddress, 64) > 0 {} }
        if openErrors, ready.errors { takeErrors(buffer) }
        flush()
        if let excess = watch?.excess() {
            end(excess.description)
            lifetime.isKilled = true
            watch = nil
        }
        let (isStopping, isKilled) = link.state.withLockedValue { ($0.isStopping, $0.isKilled) }
        if isStopping { lifetime.isStopping = true }
        if isKilled { lifetime.isKilled = true }
        guard ready.end, farthing_has_ended(child.id) != 0 else { return }
        // What it wrote before its end counts.
        while openOutput, takeOutput(buffer) {}
        while openErrors, takeErrors(buffer) {}
        lifetime.hasEnded = true
    }

    /// Reads what is there, at most one buffer of it; false when there was nothing.
    @discardableResult
    private mutating func takeOutput(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        let count = read(child.output, buffer.baseAddress, buffer.count)
        guard count > 0 else {
            if count == 0 {
                openOutput = false
                // Who has closed its output cannot answer any more.
                closedOutput = true
                lifetime.isStopping = true
            }
            return false
        }
        lines.append(UnsafeBufferPointer(rebasing: buffer[..<count]))
        do throws(LineBuffer.Overflow) {
            while let line = try lines.next() { link.connection.receive(line) }
        } catch {
            end("it wrote a message of more than \(StdioLink.messageLimit >> 20) MiB")
            lifetime.isKilled = true
            openOutput = false
        }
        if let end = link.connection.end { self.end(end.message) }
        return true
    }

    @discardableResult
    private mutating func takeErrors(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        let count = read(child.errors, buffer.baseAddress, buffer.count)
        guard count > 0 else {
            if count == 0 { openErrors = false }
            return false
        }
        let bytes = UnsafeBufferPointer(rebasing: buffer[..<count])
        link.state.withLockedValue { $0.errors.append(bytes) }
        return true
    }

    /// Writes what waits, as far as the pipe takes it.
    private func flush() {
        link.state.withLockedValue { state in
            guard !state.backlog.isEmpty, state.input >= 0 else { return }
            let count = state.backlog.withUnsafeBytes { bytes in
                write(state.input, bytes.baseAddress.map { $0 + state.written }, bytes.count - state.written)
            }
            if count > 0 { state.written += count }
            if state.written == state.backlog.count || (count < 0 && errno == EPIPE) {
                state.backlog = []
                state.written = 0
            }
        }
    }

    private mutating func end(_ why: String) {
        if reason == nil { reason = why }
        lifetime.isStopping = true
    }

    /// Signals everything that the child started and that has not left its group.
    private mutating func signal(_ number: Int32) {
        if !lifetime.hasEnded { wasSignalled = true }
        _ = kill(-child.id, number)  // fails only when nobody is left
    }

    private func closeInput() {
        let input = link.state.withLockedValue { state in
            defer {
                state.input = -1
                state.backlog = []
            }
            return state.input
        }
        if input >= 0 { close(input) }
    }

    private func finish() {
        closeInput()
        var value: Int32 = 0
        let how = lifetime.hasEnded ? farthing_reap(child.id, &value) : -1
        close(child.output)
        close(child.errors)
        let (watchers, lastLine, wasStopped) = link.state.withLockedValue { state in
            state.isOver = true
            state.process = nil
            defer { state.watchers = [] }
            return (state.watchers, state.errors.lastLine, state.isStopping)
        }
        let ending =
            switch how {
            case 0: "its program ended with status \(value)"
            case 1: "its program was ended by signal \(value)"
            default: "its program ended"
            }
        // A program that ends closes its output first: how it ended says more.
        let own = closedOutput && wasSignalled ? "it closed its output" : ending
        let why = reason ?? (wasStopped ? "it was stopped" : own)
        let said = wasStopped ? "" : lastLine.map { "; it last wrote: \($0)" } ?? ""
        link.connection.ended(HostingError(.ended, extension: link.connection.name, why + said))
        for watcher in watchers { watcher.resume() }
    }
}
