import NIOConcurrencyHelpers

/// The process's alarms, which share a timer.
///
/// Nearly every alarm is a time limit of seconds that is cancelled after microseconds. A timer for each would cost more
/// than what it guards: a task, a program of the kernel's timer and two changes of thread. Here setting and cancelling
/// one is an entry in a table; the timer is set for the earliest and not taken back, so that it goes off once in a
/// while with nothing to do.
final class AlarmBoard: Sendable {
    static let shared = AlarmBoard(clock: SystemClock())

    private struct Entry {
        var due: Duration
        var action: @Sendable () -> Void
    }

    private struct State {
        // Bounded by the time limits that run: each sets one alarm.
        var entries: [UInt64: Entry] = [:]
        var nextID: UInt64 = 0
        /// When the timer goes off; nil when none is set.
        var wake: Duration?
    }

    private let clock: any RuntimeClock
    private let state = NIOLockedValueBox(State())

    init(clock: any RuntimeClock) { self.clock = clock }

    /// Alarms that have neither rung nor been cancelled.
    var count: Int { state.withLockedValue { $0.entries.count } }

    /// Sets an alarm for an uptime.
    func add(at due: Duration, _ action: @escaping @Sendable () -> Void) -> Alarm {
        let (id, needsTimer) = state.withLockedValue { state in
            state.nextID += 1
            state.entries[state.nextID] = Entry(due: due, action: action)
            let needsTimer = state.wake.map { due < $0 } ?? true
            if needsTimer { state.wake = due }
            return (state.nextID, needsTimer)
        }
        if needsTimer { sleep(until: due) }
        return Alarm { [self] in state.withLockedValue { _ = $0.entries.removeValue(forKey: id) } }
    }

    private func sleep(until wake: Duration) {
        // Unstructured because it serves whoever set alarms; it ends at its time, which is bounded.
        Task { [self] in
            // Not cancelled by anybody.
            try? await clock.sleep(for: max(.zero, wake - clock.uptime))
            ring(at: wake)
        }
    }

    /// Rings what is due, and sets the timer for what is not, unless an earlier one is set already.
    private func ring(at wake: Duration) {
        let now = clock.uptime
        let (due, next) = state.withLockedValue { state in
            let due = state.entries.filter { $0.value.due <= now }
            for id in due.keys { state.entries[id] = nil }
            // Set for another time since: that timer goes on.
            guard state.wake == wake else { return (due, Duration?.none) }
            state.wake = state.entries.values.map(\.due).min()
            return (due, state.wake)
        }
        for entry in due.values.sorted(by: { $0.due < $1.due }) { entry.action() }
        if let next { sleep(until: next) }
    }
}
