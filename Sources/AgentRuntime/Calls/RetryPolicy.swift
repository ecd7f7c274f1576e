public import LanguageModels

/// When a failed attempt is tried again, and after how long.
///
/// Full-jitter exponential back-off: the wait is uniform in 0…min(cap, base·2ⁿ), which spreads a crowd of callers
/// better than any fixed schedule (Brooker, "Exponential Backoff And Jitter", 2015). A provider's own Retry-After wins
/// when it is short; when it is long, waiting is the wrong answer and the next model is asked.
public struct RetryPolicy: Sendable, Hashable {
    /// The most attempts at one model, the first included.
    public var attempts = 3
    /// The first back-off's upper end.
    public var base: Duration = .milliseconds(500)
    /// No back-off is longer.
    public var cap: Duration = .seconds(8)
    /// A Retry-After longer than this is not waited for.
    public var longestRetryAfter: Duration = .seconds(20)
    /// How long a call may take with all its attempts and waits: after this no attempt begins and nothing is waited for.
    public var deadline: Duration = .seconds(900)

    /// Makes the default policy.
    public init() {}

    /// What to do after a failure.
    public enum Verdict: Sendable, Hashable {
        /// Try the same model again after this long.
        case retry(after: Duration)
        /// Do not.
        case giveUp
    }

    /// Judges a failed attempt.
    ///
    /// - Parameters:
    ///   - error: why it failed.
    ///   - number: which attempt at this model it was, from 0.
    ///   - delivered: whether a part of an answer was already shown; then nothing is ever retried.
    ///   - random: uniform in 0..<1.
    public func verdict(after error: ModelError, number: Int, delivered: Bool, random: Double) -> Verdict {
        guard !delivered, error.isTransient, number + 1 < attempts else { return .giveUp }
        if let asked = error.retryAfter {
            return asked <= longestRetryAfter ? .retry(after: asked) : .giveUp
        }
        let ceiling = min(cap, base * (1 << min(number, 20)))
        return .retry(after: ceiling * random)
    }
}
