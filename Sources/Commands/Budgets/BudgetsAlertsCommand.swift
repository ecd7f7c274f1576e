import AgentRuntime
package import ArgumentParser
import ExactJSON
import Money
import Terminal

/// `farthing budgets alerts`: the latest alerts and where they went.
package struct BudgetsAlertsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "The latest alerts, and where they went.")

    @Option(help: "How many.")
    var limit = 20

    @OptionGroup var options: BudgetOptions

    package init() {}

    package func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000.") }
    }

    package func run() async throws {
        try await options.withBudgets { ledger, _, output in
            let alerts = try await ledger.storedAlerts(limit: limit)
            if options.json {
                for alert in alerts { try output.writeLine(Self.json(alert).text) }
                return
            }
            guard !alerts.isEmpty else { return try output.writeLine("No budget has passed a threshold.") }
            var table = Table([.init("when"), .init("alert"), .init("sent to")])
            for alert in alerts {
                table.add([
                    alert.alert.at.text(), alert.alert.message,
                    alert.deliveries.map(Self.text).joined(separator: "; "),
                ])
            }
            try output.write(table.rendered(width: output.columns, palette: output.palette))
        }
    }

    private static func text(_ way: AlertDelivery) -> String {
        if way.deliveredAt != nil { return way.sink }
        let problem = way.problem.map { ": \($0)" } ?? ""
        guard let due = way.dueAt else { return "\(way.sink) given up after \(way.tries)\(problem)" }
        return "\(way.sink) again at \(due.text())\(problem)"
    }

    private static func json(_ stored: StoredAlert) -> JSONValue {
        let alert = stored.alert
        return [
            "at": .string(alert.at.text()), "scope": .string(alert.scope.description),
            "threshold": JSONNumber(Double(alert.threshold) / 1000).map { .number($0) } ?? .null,
            "unit": .string(alert.unit.rawValue), "message": .string(alert.message),
            "spent_usd": .string(alert.spent.usd.description),
            "limit_usd": alert.limits.usd.map { .string($0.description) } ?? .null,
            "deliveries": .array(
                stored.deliveries.map { way in
                    [
                        "sink": .string(way.sink), "tries": JSONValue(way.tries),
                        "delivered_at": way.deliveredAt.map { .string($0.text()) } ?? .null,
                        "due_at": way.dueAt.map { .string($0.text()) } ?? .null,
                        "problem": way.problem.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
