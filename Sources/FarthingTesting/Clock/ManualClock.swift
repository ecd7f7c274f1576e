public import AgentRuntime
import NIOConcurrencyHelpers

/// A clock that stands still until the test moves it.
///
/// Sleepers wake in the order of their deadlines when `advance` passes them.
public final class ManualClock: RuntimeClock {
    private struct Sleeper {
        var deadline: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elapsed = Duration.zero
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
        var watchers: [(sleepers: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let start: Timestamp
    private let state = NIOLockedValueBox(State())

    /// Makes a clock that shows `start`.
    public init(start: Timestamp = Timestamp(microseconds: 1_700_000_000_000_000)) { self.start = start }

    /// The time shown.
    public var now: Timestamp { start + uptime }

    /// How far the clock was moved.
    public var uptime: Duration { state.withLockedValue { $0.elapsed } }

    /// How many tasks sleep on the clock.
    public var sleeperCount: Int { state.withLockedValue { $0.sleepers.count } }

    /// The time until the next sleeper wakes; nil when nobody sleeps.
    public var untilNextWake: Duration? {
        state.withLockedValue { state in state.sleepers.values.map(\.deadline).min().map { $0 - state.elapsed } }
    }

    /// Moves the clock and wakes those whose time has come, earliest first.
    public func advance(by duration: Duration) {
        let woken = state.withLockedValue { state in
            state.elapsed += duration
            let due = state.sleepers.filter { $0.value.deadline <= state.elapsed }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.value)
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Waits until at least `count` tasks sleep on the clock.
    public func sleepers(atLeast count: Int) async {
        await withCheckedContinuation { continuation in
            let there = state.withLockedValue { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if there { continuation.resume() }
        }
    }

    /// Sleeps until the test has moved the clock far enough.
    ///
    /// - Throws: `CancellationError` at once when the task is cancelled.
    public func sleep(for duration: Duration) async throws {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (outcome, ready): (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) =
                    state.withLockedValue { state in
                        if Task.isCancelled { return (.failure(CancellationError()), []) }
                        if duration <= .zero { return (.success(()), []) }
                        state.sleepers[id] = Sleeper(deadline: state.elapsed + duration, continuation: continuation)
                        let count = state.sleepers.count
                        let ready = state.watchers.filter { $0.sleepers <= count }.map(\.continuation)
                        state.watchers.removeAll { $0.sleepers <= count }
                        return (nil, ready)
                    }
                if let outcome { continuation.resume(with: outcome) }
                for watcher in ready { watcher.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.sleepers.removeValue(forKey: id) }?.continuation
                .resume(throwing: CancellationError())
        }
    }
}
