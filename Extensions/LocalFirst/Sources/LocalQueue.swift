import AgentRuntime
import NIOConcurrencyHelpers

/// Lets so many large prompts run locally at once; the others wait, the important ones first, then in order.
final class LocalQueue: Sendable {
    private struct Waiter {
        var number: Int
        var priority: BudgetPriority
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// Below zero while more run than there are turns, as some did not wait for theirs.
        var free: Int
        var waiting: [Waiter] = []
        var next = 0
        /// Waits that were cancelled before they began.
        var cancelled: Set<Int> = []
    }

    private let limit: Int
    private let state: NIOLockedValueBox<State>

    init(slots: Int, limit: Int) {
        self.limit = limit
        state = NIOLockedValueBox(State(free: slots))
    }

    /// How many wait.
    var count: Int { state.withLockedValue { $0.waiting.count } }

    /// Waits for a turn. `leave` gives it back.
    ///
    /// - Throws: `HookRefusal` when too many wait; `CancellationError`.
    func enter(_ priority: BudgetPriority) async throws {
        let number: Int? = try state.withLockedValue { state in
            if state.free > 0, state.waiting.isEmpty {
                state.free -= 1
                return nil
            }
            guard state.waiting.count < limit else {
                throw HookRefusal(
                    "The budget for cloud models is used up and \(limit) large requests wait for the local model "
                        + "already. Try again later, shorten the message, or raise `cloud_usd`.")
            }
            state.next += 1
            return state.next
        }
        guard let number else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLockedValue { state in
                    if state.cancelled.remove(number) != nil { return true }
                    // Between the two looks at the state a turn may have come free.
                    if state.free > 0, state.waiting.isEmpty {
                        state.free -= 1
                        continuation.resume()
                        return false
                    }
                    state.waiting.append(Waiter(number: number, priority: priority, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let waiter: Waiter? = state.withLockedValue { state in
                guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
                    state.cancelled.insert(number)
                    return nil
                }
                return state.waiting.remove(at: index)
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
        _ = state.withLockedValue { $0.cancelled.remove(number) }
    }

    /// Takes a turn at once, whether one is free or not; those in line wait for it. `leave` gives it back.
    func take() { state.withLockedValue { $0.free -= 1 } }

    /// Gives the turn to whoever is first in line.
    func leave() {
        let next: Waiter? = state.withLockedValue { state in
            guard state.free >= 0 else {
                state.free += 1
                return nil
            }
            let best = state.waiting.indices.max { a, b in
                let (one, other) = (state.waiting[a], state.waiting[b])
                return (one.priority.rank, -one.number) < (other.priority.rank, -other.number)
            }
            guard let best else {
                state.free += 1
                return nil
            }
            return state.waiting.remove(at: best)
        }
        next?.continuation.resume()
    }
}
