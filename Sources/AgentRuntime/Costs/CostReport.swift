/// The answer to a `CostQuery`.
public struct CostReport: Sendable, Hashable {
    /// The costs of one value, or one combination of values, of the dimensions asked for.
    public struct Row: Sendable, Hashable {
        /// The values in the order of `CostQuery.groupBy`; nil where entries have none.
        public var values: [String?]
        /// What their entries add up to.
        public var sums: CostSums

        /// Makes a row.
        public init(values: [String?], sums: CostSums) {
            self.values = values
            self.sums = sums
        }
    }

    /// The costs of one period.
    public struct Bucket: Sendable, Hashable {
        /// Its beginning; nil when the question has none and there is one period for everything.
        public var start: Timestamp?
        /// Its end, exclusive; nil when the question has none and there is one period for everything.
        public var end: Timestamp?
        /// Its rows, dearest first, then by values; empty when nothing was spent.
        public var rows: [Row]

        /// Makes a bucket.
        public init(start: Timestamp?, end: Timestamp?, rows: [Row]) {
            self.start = start
            self.end = end
            self.rows = rows
        }
    }

    /// The question.
    public var query: CostQuery
    /// The periods in order, those without costs included between the first and the last.
    public var buckets: [Bucket]
    /// The whole range as one period, with the same rows summed up.
    public var total: Bucket
    /// All entries of the range once, whatever they were counted by.
    public var sums: CostSums

    /// Makes a report.
    public init(query: CostQuery, buckets: [Bucket], total: Bucket, sums: CostSums) {
        self.query = query
        self.buckets = buckets
        self.total = total
        self.sums = sums
    }
}

/// Whoever can answer questions about costs.
public protocol CostBook: Sendable {
    /// What the entries that match cost, used and saved.
    ///
    /// - Throws: `CostQueryError` for a question without an answer, `LedgerError`.
    func costs(_ query: CostQuery) async throws -> CostReport
}
