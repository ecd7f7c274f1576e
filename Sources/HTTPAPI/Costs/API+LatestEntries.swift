import AgentRuntime

extension API {
    /// The latest settled entries of a range that a caller may see, the oldest first, at most `most` of them, which are
    /// also the most that are held at a time.
    func latestEntries(
        _ most: Int, since: Timestamp, until: Timestamp, in conversation: ConversationID? = nil, for caller: Caller
    ) async throws -> [AttemptRecord] {
        var own = CostQuery(since: since, until: until)
        if let conversation { own.only[.conversation] = [conversation.text] }
        caller.narrow(&own)
        var filter = SpendFilter(
            since: try await beginning(ofLatest: most, since: since, until: until, only: own.only), until: until)
        filter.conversation = conversation
        var latest: [AttemptRecord] = []
        var lastIDs: Set<AttemptID> = []
        while true {
            let read = try await runtime.services.ledger.attempts(filter, limit: 1000 + lastIDs.count)
            let new = read.filter { !lastIDs.contains($0.start.id) }
            guard let last = new.last else { return latest }
            latest += new.lazy.filter {
                $0.settlement != nil && (caller.role == .admin || $0.start.key == caller.key)
            }
            latest.removeFirst(max(0, latest.count - most))
            // The next batch begins at the same instant: several entries may share it.
            filter.since = last.start.startedAt
            lastIDs = Set(read.lazy.filter { $0.start.startedAt == last.start.startedAt }.map(\.start.id))
        }
    }

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
