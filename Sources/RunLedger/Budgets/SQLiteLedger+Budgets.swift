package import AgentRuntime
import GRDB

extension SQLiteLedger {
    /// How the claims' scopes stand; see `BudgetStore`.
    package func budgetStatus(of claims: [BudgetClaim]) async throws -> [BudgetStatus] {
        try connections.read { try BudgetReader($0).status(of: claims) }
    }

    /// How every account stands; see `BudgetStore`.
    package func budgetAccounts(at time: Timestamp) async throws -> [BudgetStatus] {
        try connections.read { try BudgetReader($0).accounts(at: time) }
    }

    /// The limits set by commands; see `BudgetStore`.
    package func budgetLimits() async throws -> [BudgetScope: BudgetLimits] {
        // Every run asks. What the writer remembers is good as long as no other connection has written.
        try connections.write { db in try writer.rememberedLimits(db) ?? BudgetReader(db).limits() }
    }

    /// Makes a change; see `BudgetStore`.
    package func record(_ change: BudgetChange) async throws {
        try connections.write { try writer.record(change, in: $0) }
    }

    /// The latest changes; see `BudgetStore`.
    package func budgetChanges(limit: Int) async throws -> [BudgetChange] {
        try connections.read { try BudgetReader($0).changes(limit: limit) }
    }

    /// Gives back what is held; see `BudgetStore`.
    package func releaseHold(of attempt: AttemptID) async throws {
        try connections.write { try writer.releaseHold(of: attempt, in: $0) }
    }

    /// Notes that a budget is used up; see `BudgetStore`.
    package func noteExhausted(_ account: BudgetAccountID, of unit: BudgetUnit) async throws {
        try connections.write { try writer.exhaust(account, of: unit, in: $0) }
    }

    /// Charges holds past their deadline; see `BudgetStore`.
    @discardableResult
    package func expireHolds() async throws -> Int { try connections.write { try writer.expireHolds(in: $0) } }

    /// The alerts that became due; see `BudgetStore`.
    package func takeBudgetAlerts() -> [BudgetAlert] { writer.outbox.takeAlerts() }

    /// Tells when money was given back; see `BudgetStore`.
    package var budgetSignal: BudgetSignal { writer.outbox.signal }

    /// The alerts that were not delivered, oldest first; see `BudgetStore`.
    package func undeliveredAlerts(limit: Int) async throws -> [UndeliveredAlert] {
        try connections.read { db in
            let all = try PreparedStatement(
                cached: db,
                """
                SELECT alert, \(BudgetRows.alertColumns) FROM budget_alert WHERE delivered_at IS NULL
                ORDER BY alert LIMIT ?1
                """)
            all.bind(1, max(0, limit))
            return try all.all { UndeliveredAlert(id: $0.int64(0), alert: try BudgetRows.alert($0, from: 1)) }
        }
    }

    /// Notes that an alert was delivered; see `BudgetStore`.
    package func noteDelivered(_ id: Int64) async throws {
        try connections.write { db in
            let update = try PreparedStatement(
                cached: db, "UPDATE budget_alert SET delivered_at = ?2 WHERE alert = ?1 AND delivered_at IS NULL")
            update.bind(1, id)
            update.bind(2, writer.clock.now.microseconds)
            try update.run()
        }
    }

    /// Puts a message off; see `BudgetStore`.
    package func enqueue(_ message: QueuedMessage) async throws {
        let isFull = try connections.write { db in
            let add = try PreparedStatement(
                cached: db,
                """
                INSERT INTO budget_queue (\(BudgetRows.queueColumns)) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
                WHERE (SELECT count(*) FROM budget_queue) < \(QueuedMessage.limit)
                    OR EXISTS (SELECT 1 FROM budget_queue WHERE id = ?1)
                ON CONFLICT (id) DO UPDATE SET priority = excluded.priority
                """)
            add.bind(1, message.id)
            add.bind(2, message.conversation)
            add.bind(3, message.text)
            add.bind(4, message.priority.rank)
            add.bind(5, message.queuedAt.microseconds)
            add.bind(6, message.account)
            return try add.run() == 0
        }
        if isFull { throw BudgetError.queueIsFull }
    }

    /// The messages that wait; see `BudgetStore`.
    package func queuedMessages(limit: Int) async throws -> [QueuedMessage] {
        try connections.read { try BudgetReader($0).queued(limit: limit) }
    }

    /// Takes a message out of the queue; see `BudgetStore`.
    package func dequeue(_ id: MessageID) async throws -> Bool {
        try connections.write { db in
            let remove = try PreparedStatement(cached: db, "DELETE FROM budget_queue WHERE id = ?1")
            remove.bind(1, id)
            return try remove.run() == 1
        }
    }
}
