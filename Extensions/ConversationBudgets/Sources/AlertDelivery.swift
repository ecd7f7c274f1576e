public import AgentRuntime
import NIOConcurrencyHelpers

/// Where alerts go beside the person and the hook points: a webhook, the desktop.
public protocol BudgetAlertSink: Sendable {
    /// Delivers an alert; `id` is the same each time that the same alert is tried again.
    ///
    /// - Throws: when it did not arrive; it is tried again later, also by another process.
    func deliver(_ alert: BudgetAlert, id: Int64) async throws
}

/// Delivers alerts that are still to be delivered, one round at a time and in the background of the turn.
final class AlertDelivery: Sendable {
    /// Alerts a round, so that a webhook that is down cannot hold us for ever.
    private static let batch = 100

    private let sinks: [any BudgetAlertSink]
    private let isRunning = NIOLockedValueBox(false)

    init(_ sinks: [any BudgetAlertSink]) { self.sinks = sinks }

    var isEmpty: Bool { sinks.isEmpty }

    /// Delivers without waiting for it.
    func start(_ budgets: any BudgetStore) {
        guard !isEmpty else { return }
        // Unstructured because the turn must not wait for somebody's web server; `run` at the end waits for what is
        // left, and what is lost with the process is in the ledger.
        Task { await run(budgets) }
    }

    /// Delivers what is due; alerts that do not arrive stay for the next round.
    func run(_ budgets: any BudgetStore) async {
        let begins = isRunning.withLockedValue { isRunning in
            defer { isRunning = true }
            return !isRunning
        }
        guard begins, !isEmpty else { return }
        defer { isRunning.withLockedValue { $0 = false } }
        do {
            for due in try await budgets.undeliveredAlerts(limit: Self.batch) {
                for sink in sinks { try await sink.deliver(due.alert, id: due.id) }
                try await budgets.noteDelivered(due.id)
            }
        } catch {
            // It stays undelivered in the ledger and is tried again at the next alert, minute, start or stop.
        }
    }
}
