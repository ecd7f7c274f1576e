import NIOConcurrencyHelpers

/// A door that tests open by hand, so that "while this waits" needs no sleeping.
///
/// Once open it stays open.
public final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var nextTicket = 0
        var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
        var watchers: [(arrivals: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = NIOLockedValueBox(State())

    /// Makes a closed gate.
    public init() {}

    /// Lets everyone through, now and later.
    public func open() {
        let waiters = state.withLockedValue { state in
            state.isOpen = true
            defer { state.waiters.removeAll() }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until the gate is open.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before that.
    public func wait() async throws {
        let (ticket, watchers) = state.withLockedValue { state in
            state.arrivals += 1
            state.nextTicket += 1
            let arrivals = state.arrivals
            let ready = state.watchers.filter { $0.arrivals <= arrivals }
            state.watchers.removeAll { $0.arrivals <= arrivals }
            return (state.nextTicket, ready)
        }
        for watcher in watchers { watcher.continuation.resume() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // The task's flag is set before its handler runs, so one of the two places sees the cancellation.
                let outcome: Result<Void, any Error>? = state.withLockedValue { state in
                    if state.isOpen { return .success(()) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
        }
    }

    /// Waits until `count` calls of `wait()` have arrived, counted from the gate's making.
    public func arrival(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let arrived = state.withLockedValue { state in
                if state.arrivals >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if arrived { continuation.resume() }
        }
    }
}
