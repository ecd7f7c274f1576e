import AgentRuntime
import ExactJSON
import Money

/// `GET /v1/costs/summary`: today, this month, and where the month will end at this pace.
struct CostSummaryEndpoint: Sendable {
    let api: API

    func answer(_ exchange: Exchange) async throws -> Reply? {
        var zone = TimeZoneRules.utc
        if let name = exchange.query["time_zone"] {
            do throws(CostQueryError) { zone = try TimeZoneRules(named: name) } catch {
                throw APIError.invalid("time_zone", error.message, code: error.code.rawValue)
            }
        }
        let now = api.clock.now
        let day = zone.period(.day, at: now)
        let month = zone.period(.month, at: now)
        let today = try await sums(since: day.start, zone, exchange.caller)
        let thisMonth = try await sums(since: month.start, zone, exchange.caller)
        let total = try await sums(since: nil, zone, exchange.caller)
        var own = CostQuery()
        exchange.caller.narrow(&own)
        let pace = try await CostForecast(of: api.runtime.services.ledger, now: now, in: zone, only: own.only)
        let forecast = pace.atEnd ?? Self.forecast(thisMonth.cost, month, now)
        let budgets = try await api.budgets.all(for: exchange.caller)
        return Reply(
            json: [
                "object": "costs.summary", "currency": "usd", "time_zone": .string(zone.name),
                "as_of": JSONValue(Int(now.microseconds / 1_000_000)), "today": today.json, "month": thisMonth.json,
                "total": total.json,
                "forecast_month_usd": .string(forecast.description),
                "budgets": .array(budgets.map(\.json)),
            ])
    }

    /// The month's cost at its end where no whole day has passed that would tell the pace: what is spent, times the whole over the part that is gone.
    private static func forecast(
        _ spent: Money, _ month: (start: Timestamp, end: Timestamp), _ now: Timestamp
    ) -> Money {
        let gone = max(1, now.microseconds - month.start.microseconds)
        let whole = month.end.microseconds - month.start.microseconds
        return Money(saturating: Int128(spent.picodollars) * Int128(whole) / Int128(gone))
    }

    private func sums(since: Timestamp?, _ zone: TimeZoneRules, _ caller: Caller) async throws -> CostSums {
        var query = CostQuery(since: since, timeZone: zone)
        caller.narrow(&query)
        return try await api.costs(query).sums
    }
}

extension CostSums {
    /// The sums on the wire.
    var json: JSONValue {
        [
            "cost_usd": .string(cost.description), "complete": .bool(isComplete), "requests": JSONValue(entries),
            "succeeded": JSONValue(succeeded), "failed": JSONValue(failed), "cancelled": JSONValue(cancelled),
            "cached": JSONValue(cached), "retries": JSONValue(retries), "unpriced": JSONValue(unpriced),
            "estimated": JSONValue(estimated), "input_tokens": JSONValue(usage.promptTokens),
            "cached_tokens": JSONValue(usage.cacheRead), "output_tokens": JSONValue(usage.completionTokens),
            "baseline_usd": .string(baseline.description), "saved_usd": .string(savings.total.description),
            "savings": .object(
                JSONObject(savings.parts.map { ("\($0.name)_usd", .string($0.amount.description)) })),
            "average_latency_ms": entries == 0 ? nil : JSONValue(Int(latencyMicroseconds / 1000) / entries),
        ]
    }
}
