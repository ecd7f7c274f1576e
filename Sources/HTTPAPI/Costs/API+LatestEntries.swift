import AgentRuntime

extension API {
    /// The beginning of the latest stretch of a range that holds at least so many entries, to the minute; the range's own
    /// where it holds no more. Found by the sums that the ledger has anyway, instead of reading every entry.
    func beginning(
        ofLatest most: Int, since: Timestamp, until: Timestamp, only: [CostDimension: Set<String?>] = [:]
    ) async throws -> Timestamp {
        var end = min(until, clock.now + .seconds(1))
        // No book reaches back further, and no question has more periods.
        var start = max(since, end - .seconds(9000 * 86_400))
        guard start < end else { return since }
        var missing = most
        for width in [CostPeriod.day, .hour, .minute] {
            let report = try await costs(CostQuery(since: start, until: end, period: width, only: only))
            var found: CostReport.Bucket?
            for bucket in report.buckets.reversed() {
                let count = bucket.rows.reduce(0) { $0 + $1.sums.entries }
                if count >= missing {
                    found = bucket
                    break
                }
                missing -= count
            }
            guard let found else { return width == .day ? since : start }
            start = max(start, found.start ?? start)
            end = min(end, found.end ?? end)
        }
        return start
    }
}
