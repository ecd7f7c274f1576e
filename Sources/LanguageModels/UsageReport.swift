public import Money

/// What a call used, and how we know.
public struct UsageReport: Sendable, Hashable, Codable {
    /// Where the numbers come from.
    public enum Source: String, Sendable, Hashable, Codable {
        /// The provider counted.
        case provider
        /// We counted, because the provider did not say or the stream was cut.
        case estimate
        /// Nobody counted yet: the pipeline must estimate before it settles.
        case missing
    }

    /// The tokens in disjoint buckets.
    public var usage: Usage
    /// Where the numbers come from.
    public var source: Source
    /// The cost the provider itself reported, which then counts.
    public var reportedCost: Money?

    /// Makes a report.
    public init(_ usage: Usage, source: Source, reportedCost: Money? = nil) {
        self.usage = usage
        self.source = source
        self.reportedCost = reportedCost
    }

    /// The provider said nothing.
    public static let missing = UsageReport(Usage(), source: .missing)
}
