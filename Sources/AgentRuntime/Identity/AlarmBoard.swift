import HeapModule
import NIOConcurrencyHelpers

/// The process's alarms, which share a timer.
///
/// Nearly every alarm is a time limit of seconds that is cancelled after microseconds. A timer for each would cost more
/// than what it guards: a task, a program of the kernel's timer and two changes of thread. Here setting and cancelling
/// one is an entry in a table; the timer is set for the earliest and not taken back, so that it goes off once in a
/// while with nothing to do.
final class AlarmBoard: Sendable {
    static let shared = AlarmBoard(clock: MachineTimer())

    /// When an alarm is due; equal times are in the order in which they were set.
    private struct Due: Comparable {
        var time: Duration
        var id: UInt64

        static func < (one: Due, other: Due) -> Bool { (one.time, one.id) < (other.time, other.id) }
    }

    private struct State {
        // Bounded by the time limits and waits that run: each sets one alarm.
        var actions: [UInt64: @Sendable () -> Void] = [:]
        /// Every alarm of `actions`, and some that were cancelled since: never more of those than `slack` and the rest.
        var queue = Heap<Due>()
        var nextID: UInt64 = 0
        /// When timers go off. Each is set for a time before all others, so that there are few.
        var timers: Set<Duration> = []

        /// Notes that a timer is needed for a time; false where one that is set goes off by then.
        mutating func sets(_ time: Duration) -> Bool {
            guard timers.allSatisfy({ $0 > time }) else { return false }
            timers.insert(time)
            return true
        }
    }

    private let clock: any RuntimeClock
    private let state = NIOLockedValueBox(State())

    init(clock: any RuntimeClock) { self.clock = clock }

    /// Alarms that have neither rung nor been cancelled.
    var count: Int { state.withLockedValue { $0.actions.count } }

    /// Entries that the board holds, cancelled ones with them.
    var size: Int { state.withLockedValue { $0.queue.count } }

    /// How many cancelled alarms may lie in the queue before it is made anew without them.
    static let slack = 64

    /// Sets an alarm for an uptime.
    func add(at due: Duration, _ action: @escaping @Sendable () -> Void) -> Alarm {
        let (id, needsTimer) = state.withLockedValue { state in
            state.nextID += 1
            state.actions[state.nextID] = action
            state.queue.insert(Due(time: due, id: state.nextID))
            return (state.nextID, state.sets(due))
        }
        if needsTimer { startTimer(until: due) }
        return Alarm { [self] in cancel(id) }
    }

    /// Waits; of a wait that is cancelled nothing stays behind.
    ///
    /// - Throws: `CancellationError`.
    func wait(for duration: Duration) async throws {
        let wait = NIOLockedValueBox(Wait.notBegun)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isCancelled = wait.withLockedValue { wait in
                    if case .over = wait { return true }
                    wait = .under(continuation, nil)
                    return false
                }
                guard !isCancelled else { return continuation.resume(throwing: CancellationError()) }
                let alarm = add(at: clock.uptime + duration) { Wait.end(wait)?.continuation.resume() }
                // It may have rung or been cancelled meanwhile.
                let isOver = wait.withLockedValue { wait in
                    guard case .under(let continuation, _) = wait else { return true }
                    wait = .under(continuation, alarm)
                    return false
                }
                if isOver { alarm.cancel() }
            }
        } onCancel: {
            guard let ended = Wait.end(wait) else { return }
            ended.alarm?.cancel()
            ended.continuation.resume(throwing: CancellationError())
        }
    }

    private enum Wait {
        case notBegun
        case under(CheckedContinuation<Void, any Error>, Alarm?)
        case over

        /// Ends a wait, and returns who is to be told: nobody when it had not begun or is over.
        static func end(
            _ wait: NIOLockedValueBox<Wait>
        ) -> (continuation: CheckedContinuation<Void, any Error>, alarm: Alarm?)? {
            wait.withLockedValue { wait in
                defer { wait = .over }
                guard case .under(let continuation, let alarm) = wait else { return nil }
                return (continuation, alarm)
            }
        }
    }

    private func cancel(_ id: UInt64) {
        state.withLockedValue { state in
            guard state.actions.removeValue(forKey: id) != nil else { return }
            guard state.queue.count > 2 * state.actions.count + AlarmBoard.slack else { return }
            let actions = state.actions
            state.queue = Heap(state.queue.unordered.filter { actions[$0.id] != nil })
        }
    }

    private func startTimer(until wake: Duration) {
        // Unstructured because it serves whoever set alarms; it ends at its time, which is bounded.
        Task { [self] in
            // Not cancelled by anybody.
            try? await clock.sleep(for: max(.zero, wake - clock.uptime))
            ring(at: wake)
        }
    }

    /// Rings what is due, and sets a timer for what is not, unless one that is set goes off by then.
    private func ring(at wake: Duration) {
        let now = clock.uptime
        let (due, next) = state.withLockedValue { state in
            var due: [@Sendable () -> Void] = []
            while let first = state.queue.min {
                let action = state.actions[first.id]
                guard first.time <= now || action == nil else { break }
                state.queue.removeMin()
                if let action { due.append(action) }
                state.actions[first.id] = nil
            }
            state.timers.remove(wake)
            let next = state.queue.min?.time
            return (due, next.flatMap { state.sets($0) ? $0 : nil })
        }
        for action in due { action() }
        if let next { startTimer(until: next) }
    }

    /// The concurrency runtime's timer, which the board alone uses.
    private struct MachineTimer: RuntimeClock {
        var now: Timestamp { SystemClock().now }
        var uptime: Duration { SystemClock().uptime }
        func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
    }
}
