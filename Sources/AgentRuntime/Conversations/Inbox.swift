import NIOConcurrencyHelpers

/// What a person does to a running turn: messages typed meanwhile, pause and resume.
final class Inbox: Sendable {
    /// Interventions that may wait; more are refused.
    static let capacity = 64

    private struct State {
        var interventions: [String] = []
        var isPaused = false
        var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
        var nextWaiter = 0
    }

    private let state = NIOLockedValueBox(State())

    /// Leaves a message for the next safe point; false when too many wait already.
    func leave(_ text: String) -> Bool {
        state.withLockedValue { state in
            guard state.interventions.count < Self.capacity else { return false }
            state.interventions.append(text)
            return true
        }
    }

    /// Takes the messages that wait.
    func take() -> [String] {
        state.withLockedValue { state in
            defer { state.interventions = [] }
            return state.interventions
        }
    }

    /// Whether no message waits.
    var isEmpty: Bool { state.withLockedValue { $0.interventions.isEmpty } }

    var isPaused: Bool { state.withLockedValue { $0.isPaused } }

    func pause() { state.withLockedValue { $0.isPaused = true } }

    func resume() {
        let waiters = state.withLockedValue { state in
            state.isPaused = false
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// Waits while paused.
    ///
    /// - Throws: `CancellationError`.
    func waitWhilePaused() async throws {
        guard isPaused else { return try Task.checkCancellation() }
        let id = state.withLockedValue { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let goesOn = state.withLockedValue { state in
                    guard state.isPaused, !Task.isCancelled else { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
        try Task.checkCancellation()
    }
}
