import LanguageModels
import NIOConcurrencyHelpers

/// Makes an exchange with a provider that must be over by a deadline. When the time comes it is cancelled, and waited
/// for until its connection is closed; an answer that is complete by then counts.
///
/// An exchange that never waits costs no timer.
///
/// - Parameter deadline: the uptime.
/// - Throws: `ModelError` of code `timeout` after the deadline; what the exchange throws; `CancellationError`.
func underDeadline<Answer: Sendable>(
    _ deadline: Duration, clock: any RuntimeClock, model: ModelID,
    _ exchange: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    // What was cancelled before must not be sent: the work below begins before it hears of a cancellation.
    try Task.checkCancellation()
    let isOver = NIOLockedValueBox(false)
    let isLate = NIOLockedValueBox(false)
    // Unstructured because the deadline's alarm cancels it; awaited below. A child that sleeps beside it would cost a
    // change of thread for each exchange.
    let work = Task.immediate {
        defer { isOver.withLockedValue { $0 = true } }
        return try await exchange()
    }
    var alarm: Alarm?
    if !isOver.withLockedValue({ $0 }) {
        alarm = clock.alarm(after: max(.zero, deadline - clock.uptime)) {
            isLate.withLockedValue { $0 = true }
            work.cancel()
        }
    }
    defer { alarm?.cancel() }
    return try await withTaskCancellationHandler {
        do {
            return try await work.value
        } catch is CancellationError where isLate.withLockedValue({ $0 }) && !Task.isCancelled {
            throw ModelError(
                .timeout, "\(model) did not answer in the time that the request has.", model: model,
                mayBeBilled: true)
        }
    } onCancel: {
        work.cancel()
    }
}
