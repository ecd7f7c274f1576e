public import AgentRuntime

/// Where alerts go beside the person and the hook points: a webhook, the desktop.
public protocol BudgetAlertSink: Sendable {
    /// What the ledger remembers its deliveries by: the same in every process that sends to the same place.
    var name: String { get }
    /// How long an alert is worth delivering after it was given.
    var patience: Duration { get }

    /// Delivers an alert; `name` is the same each time that the same alert is tried.
    ///
    /// - Throws: when it did not arrive; it is tried again later, also by another process, until patience ends.
    func deliver(_ alert: BudgetAlert, name: String) async throws
}
