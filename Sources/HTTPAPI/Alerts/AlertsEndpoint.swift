import AgentRuntime
import ExactJSON

/// `GET /v1/alerts`: the budgets that are past a threshold now. `GET /v1/alerts/events`: each alert as it comes.
struct AlertsEndpoint: Sendable {
    let api: API

    /// The budgets past a threshold, the worst first.
    func list(_ exchange: Exchange) async throws -> Reply? {
        let budgets = try await api.budgets.all(for: exchange.caller)
        let alerts = budgets.compactMap { status -> (share: Double, json: JSONValue)? in
            guard let share = status.share else { return nil }
            guard let passed = status.thresholds.last(where: { share * 1000 >= Double($0) }) else { return nil }
            let words =
                status.isExhausted
                ? "The \(status.scope) budget is used up." : "The \(status.scope) budget has passed \(passed / 10) %."
            return (
                share,
                [
                    "object": "alert", "scope": .string(status.scope.description),
                    "threshold": JSONNumber(Double(passed) / 1000).map { .number($0) } ?? .null,
                    "message": .string(words), "budget": status.json,
                ]
            )
        }
        return Reply(
            json: ["object": "list", "data": .array(alerts.sorted { $0.share > $1.share }.map(\.json))])
    }

    /// Alerts as server-sent events. `Last-Event-ID` (or `last_event_id`) takes them up again from what the ledger holds;
    /// 0 begins with the oldest that is told.
    func events(_ exchange: Exchange) async throws -> Reply? {
        var known: Int64?
        if let text = exchange.lastEventID {
            guard let id = Int64(text), id >= 0 else { throw APIError.lastEventID }
            known = id
        }
        try api.limiter.admit(exchange.caller)
        guard api.alerts.listeners < AlertFeed.mostListeners else {
            throw APIError(
                503, "overloaded_error", "There are \(AlertFeed.mostListeners) listeners already. Try again later.",
                code: "overloaded", retryAfter: .seconds(10))
        }
        let (caller, sink, feed, after) = (exchange.caller, exchange.sink, api.alerts, known)
        try await exchange.sendEvents(api.keyWatch) {
            try await feed.follow(after: after) { alerts in
                let seen = alerts.filter { caller.maySee($0.alert.scope) }
                let events = seen.flatMap { alert in
                    EventStream.event("alert", id: "\(alert.id)", data: alert.alert.json(name: alert.name).utf8)
                }
                try await sink.write(events.isEmpty ? EventStream.heartbeat : events)
            }
        }
        return nil
    }
}
