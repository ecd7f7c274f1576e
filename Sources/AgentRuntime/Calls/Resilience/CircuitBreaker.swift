/// Whether a provider's model is asked at all: after several failures in a row it rests for a while, then one request
/// tries whether it is back, and only when that one was answered the others follow.
///
/// A value: time goes in, answers come out.
struct CircuitBreaker: Sendable, Hashable {
    /// Failures in a row after which it rests. A model that fails three requests in ten gets there once in a thousand.
    static let threshold = 6
    /// How long it rests before each trial.
    static let interval = Duration.seconds(10)
    /// The longest rest that a provider can ask for.
    static let longestRest = Duration.seconds(600)

    /// Whether a request may be sent.
    enum Verdict: Sendable, Hashable {
        /// It may; `isTrial` when it is the one that tries whether the provider is back.
        case pass(isTrial: Bool)
        /// It may not, for this long as far as is known.
        case rests(Duration)
    }

    /// What a request showed.
    enum Outcome: Sendable, Hashable {
        /// The provider works.
        case answered
        /// The provider failed.
        case failed
        /// Nothing: it was not sent, or cancelled, or the provider only limits the rate.
        case unknown
    }

    private var failures = 0
    private var restsUntil: Duration?
    private var isTrying = false

    /// Asks whether a request may be sent. A trial must be followed by `note`.
    mutating func ask(at now: Duration) -> Verdict {
        guard let until = restsUntil else { return .pass(isTrial: false) }
        if now < until { return .rests(until - now) }
        if isTrying { return .rests(.seconds(1)) }
        isTrying = true
        return .pass(isTrial: true)
    }

    /// Notes what a request showed.
    mutating func note(_ outcome: Outcome, isTrial: Bool, at now: Duration) {
        if isTrial { isTrying = false }
        switch outcome {
        case .unknown: return
        case .answered:
            failures = 0
            restsUntil = nil
        case .failed:
            failures += 1
            // An answer to a request from before the rest says nothing about the trial.
            if isTrial || (failures >= Self.threshold && restsUntil == nil) { restsUntil = now + Self.interval }
        }
    }

    /// Lets it rest because the provider said for how long.
    mutating func rest(for duration: Duration, at now: Duration) {
        restsUntil = max(restsUntil ?? .zero, now + min(duration, Self.longestRest))
    }
}
