/// An alert as the ledger keeps it, with what became of its delivery.
public struct StoredAlert: Sendable, Hashable {
    /// Its number in the ledger.
    public var id: Int64
    /// The alert.
    public var alert: BudgetAlert
    /// Its way to each sink that has tried it.
    public var deliveries: [AlertDelivery]

    /// A name for the alert that no other has: by it a receiver that was told twice knows the second time.
    public var name: String { "alert_\(alert.at.microseconds)_\(id)" }

    /// Makes a value.
    public init(id: Int64, alert: BudgetAlert, deliveries: [AlertDelivery] = []) {
        self.id = id
        self.alert = alert
        self.deliveries = deliveries
    }
}

/// How far the delivery of an alert to one sink has come.
public struct AlertDelivery: Sendable, Hashable {
    /// The sink.
    public var sink: String
    /// How often it was tried.
    public var tries: Int
    /// When it is tried next; nil when it never is again.
    public var dueAt: Timestamp?
    /// When it arrived; nil when it has not.
    public var deliveredAt: Timestamp?
    /// What went wrong at the last try.
    public var problem: String?

    /// Makes a value.
    public init(
        sink: String, tries: Int, dueAt: Timestamp? = nil, deliveredAt: Timestamp? = nil, problem: String? = nil
    ) {
        self.sink = sink
        self.tries = tries
        self.dueAt = dueAt
        self.deliveredAt = deliveredAt
        self.problem = problem
    }
}

/// An alert that one process delivers to one sink now.
public struct ClaimedAlert: Sendable, Hashable {
    /// Its number in the ledger.
    public var id: Int64
    /// The alert.
    public var alert: BudgetAlert
    /// The sink.
    public var sink: String
    /// Which try this is, from 1.
    public var number: Int

    /// Makes a value.
    public init(id: Int64, alert: BudgetAlert, sink: String, number: Int) {
        self.id = id
        self.alert = alert
        self.sink = sink
        self.number = number
    }

    /// A name for the alert that no other has and that is the same at every try: by it a receiver that was reached
    /// twice, because the first answer was lost, knows the second.
    public var name: String { StoredAlert(id: id, alert: alert).name }
}

/// What became of a try to deliver an alert.
public enum AlertOutcome: Sendable, Hashable {
    /// It arrived.
    case delivered
    /// It did not, for the reason given, and is tried again then; never again for nil.
    case failed(String, retryAt: Timestamp?)
}
