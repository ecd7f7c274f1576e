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
        var failure: ModelError?
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

    /// Hands an event on.
    func hand(on event: ModelEvent) async throws {
        switch event {
        case .started, .usage: break
        default: state.withLockedValue { $0.hasDelivered = true }
        }
        try await onEvent(event)
    }
}
