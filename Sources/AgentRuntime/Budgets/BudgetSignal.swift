import NIOConcurrencyHelpers

/// Tells those who wait for something of a store, such as money, that there may be some. Waiting costs nothing until
/// something happens.
public final class BudgetSignal: Sendable {
    private struct State {
        var generation: UInt64 = 0
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// Makes a signal.
    public init() {}

    /// A number that grows with every event: read it before looking, and wait for what comes after.
    public var generation: UInt64 { state.withLockedValue { $0.generation } }

    /// How many wait.
    public var waiterCount: Int { state.withLockedValue { $0.waiters.count } }

    /// Wakes everybody who waits.
    public func advance() {
        let waiters = state.withLockedValue { state in
            state.generation += 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.sorted(by: { $0.key < $1.key }) { waiter.value.resume() }
    }

    /// Waits until something happened after `generation`; returns at once when it already has.
    ///
    /// - Throws: `CancellationError`.
    public func wait(after generation: UInt64) async throws {
        let number = state.withLockedValue { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLockedValue { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.generation > generation { return .success(()) }
                    state.waiters[number] = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters.removeValue(forKey: number) }?.resume(throwing: CancellationError())
        }
    }

    /// Waits until something happened after `generation`, or so long.
    ///
    /// - Throws: `CancellationError`.
    public func wait(after generation: UInt64, atMost pause: Duration, _ clock: any RuntimeClock) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.wait(after: generation) }
            group.addTask { try await clock.sleep(for: pause) }
            try await group.next()
            group.cancelAll()
        }
    }
}
