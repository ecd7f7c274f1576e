/// How many requests may be tried again: about one for every twelve made, and a few for those who make few, so that
/// retries never add more than a tenth to the load of a provider that is in trouble.
///
/// Each request earns a part of a retry, a retry costs a whole one (as in Finagle's and gRPC's retry throttling).
struct RetryBudget: Sendable, Hashable {
    /// Earned by each request, in thousandths of a retry.
    static let earning = 80
    /// The most that can be saved up, in thousandths; what is there at the start.
    static let most = 10_000
    static let initial = 3000
    /// Without requests one retry comes back in this time, up to `initial`.
    static let recovery = Duration.seconds(20)

    private var thousandths = initial
    private var recoveredAt: Duration

    /// Makes the budget of a provider that was not asked yet.
    init(at now: Duration) { recoveredAt = now }

    /// Notes a request that is no retry.
    mutating func earn(at now: Duration) {
        thousandths = min(Self.most, thousandths + Self.earning)
        recover(at: now)
    }

    /// Takes a retry out of the budget.
    ///
    /// - Returns: false when there is none left; then the request is not tried again.
    mutating func spend(at now: Duration) -> Bool {
        recover(at: now)
        guard thousandths >= 1000 else { return false }
        thousandths -= 1000
        return true
    }

    private mutating func recover(at now: Duration) {
        let whole = Int((now - recoveredAt) / Self.recovery)
        guard whole > 0 else { return }
        recoveredAt += Self.recovery * whole
        if thousandths < Self.initial { thousandths = min(Self.initial, thousandths + whole * 1000) }
    }
}
