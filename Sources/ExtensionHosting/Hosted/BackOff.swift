/// When something that failed is tried again, as a value: later each time, and after some failures not any more.
struct BackOff: Sendable, Hashable {
    /// Failures in a row after which it is given up.
    static let limit = 5

    private(set) var failures = 0
    private var notBefore = Duration.zero

    /// Whether it may be tried at a time.
    func allows(at now: Duration) -> Bool { now >= notBefore }

    /// Whether it failed too often.
    var isExhausted: Bool { failures >= Self.limit }

    /// Notes that it did not start: it is tried again after 0.5 s, 1 s, 2 s, … at most a minute.
    mutating func failed(at now: Duration) {
        notBefore = now + min(.milliseconds(500 << min(failures, 7)), .seconds(60))
        failures += 1
    }

    /// Notes that it ended after it had started: the first time it is started again at once.
    mutating func ended(at now: Duration) {
        notBefore = failures == 0 ? now : now + min(.milliseconds(500 << min(failures - 1, 7)), .seconds(60))
        failures += 1
    }

    /// Notes that it works.
    mutating func succeeded() { self = BackOff() }
}
