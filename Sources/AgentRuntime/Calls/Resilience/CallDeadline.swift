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
    try await withThrowingTaskGroup(of: Answer?.self) { group in
        let isOver = NIOLockedValueBox(false)
        group.addImmediateTask {
            defer { isOver.withLockedValue { $0 = true } }
            return try await exchange()
        }
        if !isOver.withLockedValue({ $0 }) {
            group.addTask {
                try await clock.sleep(for: max(.zero, deadline - clock.uptime))
                return nil
            }
        }
        do {
            if case .some(let answer?) = try await group.next() {
                group.cancelAll()
                return answer
            }
        } catch {
            group.cancelAll()
            throw error
        }
        group.cancelAll()
        do {
            if case .some(let answer?) = try await group.next() { return answer }
        } catch is CancellationError where !Task.isCancelled {
            // Cancelled by the deadline: said below.
        }
        throw ModelError(
            .timeout, "\(model) did not answer in the time that the request has.", model: model, mayBeBilled: true)
    }
}
