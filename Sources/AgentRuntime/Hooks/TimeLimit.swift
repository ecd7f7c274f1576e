import NIOConcurrencyHelpers

/// A time limit that can stand still: while a handler waits for the rest of an operation or for a person, its own time
/// does not run.
final class TimeLimit: Sendable {
    /// The limit the current task runs under.
    @TaskLocal static var current: TimeLimit?

    private struct State {
        var pauses = 0
        var remaining: Duration
        var armedAt: Duration
        var alarm: Alarm?
        var isOver = false
    }

    private let clock: any RuntimeClock
    private let outer: TimeLimit?
    private let state: NIOLockedValueBox<State>
    private let onExpiry: @Sendable () -> Void

    init(_ limit: Duration, clock: any RuntimeClock, outer: TimeLimit?, onExpiry: @escaping @Sendable () -> Void) {
        self.clock = clock
        self.outer = outer
        self.onExpiry = onExpiry
        state = NIOLockedValueBox(State(remaining: limit, armedAt: clock.uptime))
    }

    /// Starts the clock; it must not be running.
    func arm() {
        state.withLockedValue { state in
            guard !state.isOver, state.pauses == 0, state.alarm == nil else { return }
            state.armedAt = clock.uptime
            state.alarm = clock.alarm(after: state.remaining) { [weak self] in self?.expire() }
        }
    }

    /// Stops the clock, and those of the handlers further out.
    func pause() {
        state.withLockedValue { state in
            state.pauses += 1
            guard state.pauses == 1 else { return }
            state.alarm?.cancel()
            state.alarm = nil
            state.remaining -= clock.uptime - state.armedAt
        }
        outer?.pause()
    }

    /// Lets the clock run again once every `pause` is matched.
    func resume() {
        let runs = state.withLockedValue { state in
            state.pauses -= 1
            return state.pauses == 0
        }
        if runs { arm() }
        outer?.resume()
    }

    /// Whether it stands still: the rest of an operation runs, or a person is asked.
    var isPaused: Bool { state.withLockedValue { $0.pauses > 0 } }

    /// Ends the limit for good.
    func end() {
        state.withLockedValue { state in
            state.isOver = true
            state.alarm?.cancel()
            state.alarm = nil
        }
    }

    private func expire() {
        let expired = state.withLockedValue { state in
            guard !state.isOver, state.pauses == 0 else { return false }
            state.isOver = true
            return true
        }
        if expired { onExpiry() }
    }
}

/// Runs an operation under a time limit and abandons it when the limit passes or the caller is cancelled: the caller
/// goes on at once, whatever the operation does. An operation that finishes without suspending costs no timer.
///
/// Cancelled while the limit stands still, it waits for what runs meanwhile, which heeds the cancellation itself: a
/// request to a provider is settled before its turn ends.
///
/// - Parameter onWaiting: called once the operation has suspended; its time does not count.
func withTimeLimit<T: Sendable>(
    _ limit: Duration, clock: any RuntimeClock, onWaiting: @Sendable () async throws -> Void = {},
    operation: @escaping @Sendable () async throws -> T
) async throws -> T {
    try Task.checkCancellation()
    let race = Race<T>()
    let timeLimit = TimeLimit(limit, clock: clock, outer: TimeLimit.current) {
        race.finish(.failure(HookTimeout(limit: limit)))
    }
    // Unstructured because a handler that never returns must not hold its caller; it is cancelled below.
    let work = TimeLimit.$current.withValue(timeLimit) {
        Task.immediate {
            do { race.finish(.success(try await operation())) } catch { race.finish(.failure(error)) }
        }
    }
    defer {
        timeLimit.end()
        work.cancel()
    }
    if let result = race.result { return try result.get() }
    try await onWaiting()
    timeLimit.arm()
    return try await withTaskCancellationHandler {
        try await race.value()
    } onCancel: {
        work.cancel()
        if !timeLimit.isPaused { race.finish(.failure(CancellationError())) }
    }
}

/// The first of several results, for one waiter.
private final class Race<T: Sendable>: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<T, any Error>)
        case finished(Result<T, any Error>)
    }

    private let state = NIOLockedValueBox(State.open)

    var result: Result<T, any Error>? {
        state.withLockedValue { if case .finished(let result) = $0 { result } else { nil } }
    }

    func finish(_ result: Result<T, any Error>) {
        let waiter: CheckedContinuation<T, any Error>? = state.withLockedValue { state in
            switch state {
            case .open:
                state = .finished(result)
                return nil
            case .waiting(let continuation):
                state = .finished(result)
                return continuation
            case .finished: return nil
            }
        }
        waiter?.resume(with: result)
    }

    func value() async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let finished: Result<T, any Error>? = state.withLockedValue { state in
                if case .finished(let result) = state { return result }
                state = .waiting(continuation)
                return nil
            }
            if let finished { continuation.resume(with: finished) }
        }
    }
}

/// Runs an operation to its end although the caller may be cancelled: settling and closing must not be skipped.
func uncancelled<T: Sendable>(_ operation: @escaping @Sendable () async throws -> T) async throws -> T {
    // Unstructured because a child task would inherit the cancellation; awaited here, so it does not outlive us.
    try await Task.immediate { try await operation() }.value
}
