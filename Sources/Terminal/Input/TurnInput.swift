import NIOConcurrencyHelpers

/// What the user does during one turn, as a bounded queue that one task reads.
///
/// Interrupts overtake typed lines, and several that nobody has taken yet count as one. A typed line
/// that finds 64 before it is refused with a notice; lines that nobody took by the end come with the next prompt.
package final class TurnInput: Sendable {
    private struct State {
        var lines: [String] = []
        var isInterrupted = false
        var isHungUp = false
        var hasEnded = false
        var waiter: CheckedContinuation<TurnEvent?, Never>?
        var waiterID: UInt64 = 0

        mutating func takeEvent() -> TurnEvent? {
            guard !hasEnded else { return nil }
            if isHungUp {
                isHungUp = false
                return .hangup
            }
            if isInterrupted {
                isInterrupted = false
                return .interrupt
            }
            return lines.isEmpty ? nil : .typedLine(lines.removeFirst())
        }
    }

    private let state = NIOLockedValueBox(State())
    static let capacity = 64

    init() {}

    /// Waits for the next event. Returns nil when the turn is over or the task is cancelled. One task may wait at a time.
    package func next() async -> TurnEvent? {
        let id = state.withLockedValue { state in
            state.waiterID += 1
            return state.waiterID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = Task.isCancelled
                let answer: TurnEvent?? = state.withLockedValue { state in
                    if let event = state.takeEvent() { return .some(event) }
                    if state.hasEnded || isCancelled || state.waiter != nil { return .some(nil) }
                    state.waiter = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            release { $0.waiterID == id }
        }
    }

    func interrupt() {
        deliver { $0.isInterrupted = true }
    }

    func hangUp() {
        deliver { $0.isHungUp = true }
    }

    /// Whether a line can be offered. Only the reader's thread offers, so that the answer stays true for it.
    var hasRoom: Bool {
        state.withLockedValue { $0.lines.count < Self.capacity }
    }

    /// Adds a typed line.
    func offer(_ line: String) {
        deliver { $0.lines.append(line) }
    }

    /// Ends the turn for the task that waits, or will wait, for an event.
    func end() {
        state.withLockedValue { $0.hasEnded = true }
        release { _ in true }
    }

    /// Takes the lines that nobody took while the turn lasted.
    func takeRemaining() -> [String] {
        state.withLockedValue { state in
            defer { state.lines = [] }
            return state.lines
        }
    }

    private func deliver(_ change: (inout State) -> Void) {
        let (waiter, event) = state.withLockedValue { state in
            change(&state)
            guard let waiter = state.waiter, let event = state.takeEvent() else {
                return (CheckedContinuation<TurnEvent?, Never>?.none, TurnEvent?.none)
            }
            state.waiter = nil
            return (waiter, event)
        }
        waiter?.resume(returning: event)
    }

    private func release(if condition: (State) -> Bool) {
        let waiter = state.withLockedValue { state in
            guard condition(state) else { return CheckedContinuation<TurnEvent?, Never>?.none }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }
}
