/// Three points of a distribution of times, in microseconds: half, 95 % and 99 % of the values are at most this.
public struct Percentiles: Sendable, Hashable {
    /// The median.
    public var p50: Int64
    /// 95 % are at most this.
    public var p95: Int64
    /// 99 % are at most this.
    public var p99: Int64

    /// Reads them off values (nearest rank); nil when there are none.
    public init?(of values: [Int64]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        func rank(_ percent: Int) -> Int64 { sorted[max(0, (sorted.count * percent + 99) / 100 - 1)] }
        p50 = rank(50)
        p95 = rank(95)
        p99 = rank(99)
    }
}
