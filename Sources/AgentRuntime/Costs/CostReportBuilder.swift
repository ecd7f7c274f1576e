/// Puts sums of entries together into the answer to a question.
package struct CostReportBuilder {
    private typealias Rows = [[String?]: CostSums]

    /// The periods of a range that is known on both sides, or that data has made known.
    private let query: CostQuery
    private var periods: [Timestamp: Rows] = [:]
    private var total: Rows = [:]
    private var sums = CostSums()

    /// Begins an answer.
    ///
    /// - Throws: `CostQueryError.emptyRange`.
    package init(_ query: CostQuery) throws(CostQueryError) {
        if let since = query.since, let until = query.until, since >= until {
            throw CostQueryError(.emptyRange, "the range ends before it begins: its end must be after its beginning")
        }
        self.query = query
    }

    /// Adds entries of one moment, or of one period asked for, with the same labels.
    package mutating func add(at time: Timestamp, _ labels: CostLabels, _ added: CostSums) {
        guard labels.match(query.only) else { return }
        sums += added
        let rows = labels.rows(by: query.groupBy)
        for row in rows { total[row, default: CostSums()] += added }
        guard let period = query.period else { return }
        let start = query.timeZone.period(period, at: time).start
        for row in rows { periods[start, default: [:]][row, default: CostSums()] += added }
    }

    /// The answer.
    ///
    /// - Throws: `CostQueryError.tooManyPeriods`.
    package func report() throws(CostQueryError) -> CostReport {
        let whole = CostReport.Bucket(start: query.since, end: query.until, rows: sorted(total))
        guard let period = query.period else {
            return CostReport(query: query, buckets: [whole], total: whole, sums: sums)
        }
        var buckets: [CostReport.Bucket] = []
        for span in try spans(of: period) {
            buckets.append(
                CostReport.Bucket(start: span.start, end: span.end, rows: sorted(periods[span.start] ?? [:])))
        }
        return CostReport(query: query, buckets: buckets, total: whole, sums: sums)
    }

    private func spans(of period: CostPeriod) throws(CostQueryError) -> [(start: Timestamp, end: Timestamp)] {
        let last = query.until.map { Timestamp(microseconds: $0.microseconds - 1) } ?? periods.keys.max()
        guard var time = query.since ?? periods.keys.min(), let last else { return [] }
        var spans: [(start: Timestamp, end: Timestamp)] = []
        while time <= last {
            guard spans.count < CostQuery.mostPeriods else {
                throw CostQueryError(
                    .tooManyPeriods,
                    "the range has more than \(CostQuery.mostPeriods) periods of \(period.rawValue): "
                        + "ask for a shorter range or longer periods")
            }
            let span = query.timeZone.period(period, at: time)
            spans.append(span)
            time = span.end
        }
        return spans
    }

    private func sorted(_ rows: Rows) -> [CostReport.Row] {
        rows.map { CostReport.Row(values: $0.key, sums: $0.value) }.sorted { a, b in
            if a.sums.cost != b.sums.cost { return a.sums.cost > b.sums.cost }
            return a.values.lexicographicallyPrecedes(b.values) { ($0 ?? "") < ($1 ?? "") }
        }
    }
}
