import LanguageModels
import NIOConcurrencyHelpers

/// A call while its attempts are made: what all of them share.
final class CallUnderway: Sendable {
    /// Whether the caller commits right after, so that settlement and answer are written together.
    let joinsSettlement: Bool
    /// The uptime when it must be over: an exchange in flight is cut, nothing begins and nothing is waited for.
    let deadline: Duration
    private let onEvent: @Sendable (ModelEvent) async throws -> Void

    private struct State {
        var attempts: [AttemptRecord] = []
        var hasDelivered = false
        /// Whether a part of the answer that is being given was handed on, and not all of it.
        var isPartial = false
        /// What broke off an answer of which a part was handed on.
        var broken: (any Error)?
        var failure: ModelError?
        /// Events kept back, and the bytes of text among them; `limit` is nil where nothing is held.
        var held: [ModelEvent] = []
        var heldBytes = 0
        var limit: Int?

        mutating func drop() {
            held = []
            heldBytes = 0
        }

        /// What may be handed on now that this event has come.
        mutating func release(_ event: ModelEvent) -> [ModelEvent] {
            var due = [event]
            if let limit {
                held.append(event)
                if case .textDelta(let text) = event { heldBytes += text.utf8.count }
                guard heldBytes >= limit else { return [] }
                due = held
                drop()
                self.limit = nil
            }
            if due.contains(where: \.isPartOfAnswer) {
                hasDelivered = true
                isPartial = true
            }
            return due
        }
    }
    private let state = NIOLockedValueBox(State())

    init(
        joinsSettlement: Bool = false, deadline: Duration,
        onEvent: @escaping @Sendable (ModelEvent) async throws -> Void
    ) {
        self.joinsSettlement = joinsSettlement
        self.deadline = deadline
        self.onEvent = onEvent
    }

    /// The settled attempts, in order.
    var attempts: [AttemptRecord] { state.withLockedValue { $0.attempts } }

    /// How many of its attempts are settled.
    var attemptCount: Int { state.withLockedValue { $0.attempts.count } }

    func note(_ record: AttemptRecord) { state.withLockedValue { $0.attempts.append(record) } }

    /// The last failure of a provider's.
    var failure: ModelError? { state.withLockedValue { $0.failure } }

    func note(failure: ModelError) { state.withLockedValue { $0.failure = failure } }

    /// Whether a part of an answer was handed on; then nothing is tried again.
    var hasDelivered: Bool { state.withLockedValue { $0.hasDelivered } }

    /// Hands an event on, or keeps it back.
    func hand(on event: ModelEvent) async throws {
        for due in state.withLockedValue({ $0.release(event) }) { try await onEvent(due) }
    }

    /// Begins an answer and keeps it back as far as `hold` says. Once a part of one was shown, nothing is held any more.
    ///
    /// - Throws: what broke off an answer of which a part was shown: there is nothing to begin after that.
    func begin(_ hold: AnswerHold) throws {
        try state.withLockedValue { state in
            if let error = state.broken { throw error }
            state.drop()
            state.isPartial = false
            state.limit = state.hasDelivered ? nil : hold.limit
        }
    }

    /// The answer is there, all of it.
    func noteWhole() { state.withLockedValue { $0.isPartial = false } }

    /// There is no answer. When a part of one was shown, nothing else can stand in its place.
    func noteBroken(_ error: any Error) {
        state.withLockedValue { if $0.isPartial { $0.broken = error } }
    }

    /// What broke off an answer of which a part was shown; nil when none did.
    var broken: (any Error)? { state.withLockedValue { $0.broken } }

    /// Forgets what was kept back of an answer that broke off.
    func dropHeld() { state.withLockedValue { $0.drop() } }

    /// Shows an answer of which nothing was shown yet, because it was kept back or came from no provider.
    func show(_ message: Message) async throws {
        let isShown = state.withLockedValue { state in
            defer {
                state.hasDelivered = true
                state.drop()
            }
            return state.hasDelivered
        }
        guard !isShown else { return }
        for event in message.events { try await onEvent(event) }
    }
}

extension ModelEvent {
    /// Whether it is more than a note of the exchange's beginning or usage.
    fileprivate var isPartOfAnswer: Bool {
        switch self {
        case .started, .usage: false
        default: true
        }
    }
}
