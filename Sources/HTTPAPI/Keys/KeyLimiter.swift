import AgentRuntime
import NIOConcurrencyHelpers

/// Holds each key to its requests a minute: exact over any 60 seconds.
final class KeyLimiter: Sendable {
    private let sent = NIOLockedValueBox<[String: [Timestamp]]>([:])
    private let clock: any RuntimeClock

    init(clock: any RuntimeClock) { self.clock = clock }

    /// Counts a request.
    ///
    /// - Throws: `APIError` of status 429 that says when there is room again.
    func admit(_ caller: Caller) throws(APIError) {
        guard let key = caller.key, let most = caller.requestsPerMinute else { return }
        let now = clock.now
        let begin = now + .seconds(-60)
        let wait: Duration? = sent.withLockedValue { sent in
            // Bounded: a list a key, each no longer than its limit.
            var times = sent[key, default: []]
            if let first = times.first, first <= begin { times.removeAll { $0 <= begin } }
            defer { sent[key] = times }
            guard times.count >= most else {
                times.append(now)
                return nil
            }
            return times.first.map { $0 - begin } ?? .seconds(60)
        }
        if let wait {
            throw APIError(
                429, "rate_limit_error", "This key may make \(most) requests a minute.", code: "rate_limit_exceeded",
                retryAfter: wait)
        }
    }
}
