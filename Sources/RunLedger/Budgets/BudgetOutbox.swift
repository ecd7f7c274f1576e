import AgentRuntime
import NIOConcurrencyHelpers

/// What the ledger has to tell of budgets: how they stand, the alerts that commits made due, and that money was given
/// back.
final class BudgetOutbox: Sendable {
    /// Alerts that nobody takes are dropped beyond this many, oldest first; they stay in the file.
    private static let limit = 1000

    let signal = BudgetSignal()
    let queueSignal = BudgetSignal()
    let board = BudgetBoard()
    private let alerts = NIOLockedValueBox<[BudgetAlert]>([])

    func put(_ new: [BudgetAlert]) {
        guard !new.isEmpty else { return }
        alerts.withLockedValue { alerts in
            alerts += new
            if alerts.count > Self.limit { alerts.removeFirst(alerts.count - Self.limit) }
        }
    }

    func takeAlerts() -> [BudgetAlert] {
        alerts.withLockedValue { alerts in
            if alerts.isEmpty { return [] }
            defer { alerts = [] }
            return alerts
        }
    }
}
