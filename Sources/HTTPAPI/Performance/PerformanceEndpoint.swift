import AgentRuntime
import ExactJSON
import LanguageModels

/// `GET /v1/performance`: how models do, counted from the ledger: percentiles of times, errors, retries.
struct PerformanceEndpoint: Sendable {
    let api: API

    /// The most entries that are counted; of more the latest.
    private static let most = 5000
    private static let longest = Duration.seconds(366 * 86_400)

    func answer(_ exchange: Exchange) async throws -> Reply? {
        let now = api.clock.now + .seconds(1)
        let end = try exchange.query.time("end_time") ?? now
        let wanted = try exchange.query.time("start_time") ?? end - .seconds(86_400)
        guard wanted < end else { throw APIError.invalid("end_time", "`end_time` must be after `start_time`.") }
        let start = try await start(of: max(wanted, end - Self.longest), end)
        let caller = exchange.caller
        let ledger = api.runtime.services.ledger
        let attempts = try await ledger.attempts(SpendFilter(since: start, until: end), limit: 4 * Self.most).filter {
            caller.role == .admin || $0.start.key == caller.key
        }
        // How others found their answers is theirs to know.
        let verdicts = caller.role == .admin ? try await ledger.verdicts(since: start, latest: Self.most) : []
        let metrics = ModelMetrics(attempts: attempts, verdicts: verdicts)
        let answers = attempts.compactMap(\.settlement).filter { $0.outcome == .succeeded }
        return Reply(
            json: [
                "object": "performance", "start_time": JSONValue(Int(start.microseconds / 1_000_000)),
                "end_time": JSONValue(Int(end.microseconds / 1_000_000)), "is_whole": .bool(start <= wanted),
                "answers": JSONValue(answers.count),
                "latency_ms": Percentiles(of: answers.map(\.latencyMicroseconds)).json,
                "first_token_ms": Percentiles(of: answers.compactMap(\.firstTokenMicroseconds)).json,
                "data": .array(metrics.lines.map(\.json)),
            ])
    }

    /// The beginning of the latest stretch that holds about as many entries as are counted, to the minute where the range
    /// is short: sums that the ledger has anyway, instead of reading every entry.
    private func start(of start: Timestamp, _ end: Timestamp) async throws -> Timestamp {
        let width: CostPeriod =
            end - start <= .seconds(2 * 86_400) ? .minute : end - start <= .seconds(90 * 86_400) ? .hour : .day
        let report = try await api.costs(CostQuery(since: start, until: end, period: width))
        var count = 0
        for bucket in report.buckets.reversed() {
            count += bucket.rows.reduce(0) { $0 + $1.sums.entries }
            if count > Self.most, let begin = bucket.start { return max(start, begin) }
        }
        return start
    }
}
