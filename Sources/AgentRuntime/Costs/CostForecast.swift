public import Money

/// Where the spending of a period goes: its pace, how it changed, where it will end, and when a limit is reached.
///
/// The pace is the mean of the last seven whole days that have passed (fewer where the books are younger), because
/// weekdays differ; the trend compares it with the seven days before those. No more is claimed than that: the forecast
/// is what was spent plus the pace for the time that is left.
public struct CostForecast: Sendable, Hashable {
    /// Days that the pace is the mean of.
    public static let window = 7

    /// What was spent since the period began.
    public var spent: Money
    /// The mean of a day; nil before a whole day has passed.
    public var perDay: Money?
    /// The change of the pace against the days before, as a share: 0.25 is a quarter more; nil when nothing was spent
    /// in those.
    public var trend: Double?
    /// What will have been spent when the period ends; nil without a pace.
    public var atEnd: Money?
    /// When the limit will be reached at this pace; nil without a limit or a pace, or when it is not in the period.
    public var runsOutAt: Timestamp?

    /// Makes a forecast.
    ///
    /// - Parameters:
    ///   - spent: what was spent since the period began.
    ///   - days: the costs of whole days that have passed, oldest first, without the running one.
    ///   - now: the time.
    ///   - end: when the period ends.
    ///   - limit: what may be spent in it.
    public init(spent: Money, days: [Money], now: Timestamp, end: Timestamp, limit: Money? = nil) {
        self.spent = spent
        let last = days.suffix(Self.window)
        guard !last.isEmpty, end > now else { return }
        let recent = last.reduce(.zero, +)
        let pace = recent.share(1, of: last.count)
        perDay = pace
        let before = days.dropLast(last.count).suffix(Self.window)
        let earlier = before.reduce(Money.zero, +)
        if !before.isEmpty, earlier > .zero {
            let change = Double(recent.picodollars) / Double(last.count) * Double(before.count)
            trend = change / Double(earlier.picodollars) - 1
        }
        let left = (end - now).microseconds
        atEnd = spent + pace.scaled(by: left, per: 86_400_000_000)
        guard let limit, pace > .zero else { return }
        let missing = Int128(max(0, (limit - spent).picodollars)) * 86_400_000_000 / Int128(pace.picodollars)
        if missing < Int128(left) { runsOutAt = Timestamp(microseconds: now.microseconds + Int64(missing)) }
    }
}

extension Money {
    /// The amount times `part / whole`, rounded toward zero.
    fileprivate func scaled(by part: Int64, per whole: Int64) -> Money {
        Money(saturating: Int128(picodollars) * Int128(part) / Int128(whole))
    }
}

extension CostForecast {
    /// Asks the books for what a forecast of the running month needs.
    ///
    /// - Parameter only: what the costs are narrowed to, as in a `CostQuery`.
    /// - Throws: as `CostBook.costs`.
    public init(
        of book: any CostBook, now: Timestamp, in zone: TimeZoneRules = .utc, limit: Money? = nil,
        only: [CostDimension: Set<String?>] = [:]
    ) async throws {
        let month = zone.period(.month, at: now)
        let today = zone.period(.day, at: now).start
        let begin = zone.period(.day, at: today + .seconds(-Int64(2 * Self.window) * 86_400 + 7200)).start
        var whole = CostQuery(since: month.start, until: max(now, month.start + .microseconds(1)))
        whole.only = only
        let spent = try await book.costs(whole)
        var daily = CostQuery(since: begin, until: today, period: .day)
        daily.timeZone = zone
        daily.only = only
        let days = try await book.costs(daily).buckets.map { $0.rows.reduce(Money.zero) { $0 + $1.sums.cost } }
        self.init(
            spent: spent.sums.cost, days: Array(days.drop { $0.isZero }), now: now, end: month.end, limit: limit)
    }
}
