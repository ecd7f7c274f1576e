import AgentRuntime
import NIOConcurrencyHelpers

/// Holds each key to its requests a minute: exact over any 60 seconds.
final class KeyLimiter: Sendable {
    private let sent = NIOLockedValueBox<[String: RequestTimes]>([:])
    private let clock: any RuntimeClock

    init(clock: any RuntimeClock) { self.clock = clock }

    /// Counts a request.
    ///
    /// - Throws: `APIError` of status 429 that says when there is room again.
    func admit(_ caller: Caller) throws(APIError) {
        guard let key = caller.key, let most = caller.requestsPerMinute else { return }
        let now = clock.now
        // Changed in place: a copy of a minute's requests for every one of them would be most of its cost.
        if let wait = sent.withLockedValue({ $0[key, default: RequestTimes()].add(now, most: most) }) {
            throw APIError(
                429, "rate_limit_error", "This key may make \(most) requests a minute.", code: "rate_limit_exceeded",
                retryAfter: wait)
        }
    }
}
