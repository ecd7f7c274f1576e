import AgentRuntime
import NIOConcurrencyHelpers

/// The events of one turn, numbered, for whoever listens now or comes back later. Bounded: a listener that falls too far
/// behind misses the oldest and is told so.
final class TurnFeed: Sendable {
    struct Event: Sendable {
        var number: Int
        var bytes: [UInt8]
    }

    private struct State {
        var events: [Event] = []
        var next = 1
        var turn = ""
        var hasEnded = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
    }

    /// Events that are kept.
    static let capacity = 4096

    private let state = NIOLockedValueBox(State())

    /// Whether the turn is over.
    var hasEnded: Bool { state.withLockedValue { $0.hasEnded } }

    /// The number of the event that an id names; 0 for an id of another turn, whose listener has seen nothing of this
    /// one; nil for what is no id.
    func number(of id: String) -> Int? {
        let parts = id.split(separator: ":", omittingEmptySubsequences: false)
        guard let number = parts.last.flatMap({ Int($0) }), (0..<Int.max).contains(number), parts.count <= 2 else {
            return nil
        }
        let turn = state.withLockedValue { $0.turn }
        return parts.count == 1 || parts[0] == turn || parts[0].isEmpty ? number : 0
    }

    /// Adds an event and wakes whoever listens.
    func add(_ name: String, turn: String, _ data: [UInt8]) {
        let waiters = state.withLockedValue { state in
            state.turn = turn
            let id = "\(turn):\(state.next)"
            state.events.append(Event(number: state.next, bytes: EventStream.event(name, id: id, data: data)))
            state.next += 1
            if state.events.count > Self.capacity { state.events.removeFirst(Self.capacity / 4) }
            return Self.takeWaiters(&state)
        }
        for waiter in waiters { waiter.resume() }
    }

    func end() {
        let waiters = state.withLockedValue { state in
            state.hasEnded = true
            return Self.takeWaiters(&state)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// The events after a number, and whether the turn is over. Waits for the next one where there is none, until
    /// `nudge`: none at all then says that the turn goes on.
    func events(after number: Int) async -> (events: [Event], isOver: Bool) {
        func look() -> (events: [Event], isOver: Bool) {
            state.withLockedValue { state in (state.events.filter { $0.number > number }, state.hasEnded) }
        }
        let found = look()
        guard found.events.isEmpty, !found.isOver else { return found }
        await wait(after: number)
        return look()
    }

    /// Wakes whoever listens although nothing has happened, for a sign of life.
    func nudge() {
        for waiter in state.withLockedValue(Self.takeWaiters) { waiter.resume() }
    }

    private func wait(after number: Int) async {
        let id = state.withLockedValue { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLockedValue { state in
                    guard !state.hasEnded, state.next <= number + 1, !Task.isCancelled else { return false }
                    state.waiters[id] = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }

    @Sendable private static func takeWaiters(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.waiters = [:] }
        return Array(state.waiters.values)
    }
}
