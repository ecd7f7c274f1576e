import AgentRuntime
import ExactJSON
import LanguageModels

/// `GET /v1/performance`: how models do, counted from the ledger: percentiles of times, errors, retries.
struct PerformanceEndpoint: Sendable {
    let api: API

    /// The most entries that are counted; of more the latest.
    private static let most = 5000

    func answer(_ exchange: Exchange) async throws -> Reply? {
        let now = api.clock.now + .seconds(1)
        let end = try exchange.query.time("end_time") ?? now
        let wanted = try exchange.query.time("start_time") ?? end - .seconds(86_400)
        guard wanted < end else { throw APIError.invalid("end_time", "`end_time` must be after `start_time`.") }
        let caller = exchange.caller
        let ledger = api.runtime.services.ledger
        let attempts = try await api.latestEntries(Self.most, since: wanted, until: end, for: caller)
        let start = attempts.count < Self.most ? wanted : attempts.first?.start.startedAt ?? wanted
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
}
