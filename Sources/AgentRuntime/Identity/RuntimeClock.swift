#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The time as the runtime sees it: one wall clock and one way to wait, so that tests drive both by hand.
public protocol RuntimeClock: Sendable {
    /// The wall-clock time.
    var now: Timestamp { get }
    /// Time since some fixed moment that never runs backwards, for measuring.
    var uptime: Duration { get }
    /// Waits.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func sleep(for duration: Duration) async throws
    /// Runs `action` after a while unless the alarm is cancelled before. It must not block.
    func alarm(after duration: Duration, _ action: @escaping @Sendable () -> Void) -> Alarm
}

extension RuntimeClock {
    /// An alarm that is a task which sleeps.
    public func alarm(after duration: Duration, _ action: @escaping @Sendable () -> Void) -> Alarm {
        // Unstructured because whoever sets an alarm goes on with something else; ended by `cancel`.
        let task = Task {
            guard (try? await sleep(for: duration)) != nil else { return }  // cancelled: it does not ring
            action()
        }
        return Alarm { task.cancel() }
    }
}

/// The machine's own clocks.
public struct SystemClock: RuntimeClock {
    /// Makes the clock.
    public init() {}

    /// The wall-clock time.
    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// Time since boot, sleep excluded.
    public var uptime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// Waits on the process's shared timer, which keeps nothing of a wait that was cancelled. The concurrency runtime's
    /// own keeps each until its time: a limit of minutes on every request would be memory that grows with the load.
    public func sleep(for duration: Duration) async throws { try await AlarmBoard.shared.wait(for: duration) }

    /// An alarm without a timer of its own.
    public func alarm(after duration: Duration, _ action: @escaping @Sendable () -> Void) -> Alarm {
        AlarmBoard.shared.add(at: uptime + duration, action)
    }
}
