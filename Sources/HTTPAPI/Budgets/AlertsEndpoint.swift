import AgentRuntime
import ExactJSON

/// `GET /v1/alerts`: the budgets that are past a threshold now, the worst first.
struct AlertsEndpoint: Sendable {
    let api: API

    func list(_ exchange: Exchange) async throws -> Reply? {
        let alerts = try await api.budgets.all().compactMap { status -> (share: Double, json: JSONValue)? in
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
}
