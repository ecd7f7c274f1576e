/// A question about costs: which entries, counted by what, in periods of what length.
///
/// ```swift
/// var query = CostQuery(groupBy: [.model])
/// query.since = run.clock.now + .seconds(-30 * 86_400)
/// let report = try await ledger.costs(query)
/// for row in report.total.rows { print(row.values[0] ?? "(none)", row.sums.cost) }
/// ```
/// Only settled entries count. An entry belongs to the instant at which its attempt was sent.
public struct CostQuery: Sendable, Hashable {
    /// The most periods an answer has.
    public static let mostPeriods = 10_000

    /// Only attempts sent at or after this instant; nil is from the beginning.
    public var since: Timestamp?
    /// Only attempts sent before this instant; nil is to the end.
    public var until: Timestamp?
    /// What to count by; empty is everything in one row. Several make a row for each combination that occurs.
    public var groupBy: [CostDimension]
    /// The length of the periods; nil is one period for the whole range.
    public var period: CostPeriod?
    /// Whose days and months the periods are.
    public var timeZone: TimeZoneRules
    /// Only entries whose value is one of these, for each dimension named. A nil stands for "none".
    public var only: [CostDimension: Set<String?>]

    /// Makes a question.
    public init(
        since: Timestamp? = nil, until: Timestamp? = nil, groupBy: [CostDimension] = [], period: CostPeriod? = nil,
        timeZone: TimeZoneRules = .utc, only: [CostDimension: Set<String?>] = [:]
    ) {
        self.since = since
        self.until = until
        self.groupBy = groupBy
        self.period = period
        self.timeZone = timeZone
        self.only = only
    }

    /// The dimensions that must be known of an entry to answer.
    public var dimensions: Set<CostDimension> { Set(groupBy).union(only.keys) }
}
