package import AgentRuntime
import GRDB

extension SQLiteLedger {
    /// Takes an alert that is due; see `BudgetStore`.
    package func claimAlert(for sink: String, since: Timestamp, until: Timestamp) async throws -> ClaimedAlert? {
        let now = writer.clock.now
        // Looked for on the reading connection first: mostly there is none, and nothing has to be locked for that.
        guard let next = try await nextAlertDue(for: sink, since: since), next <= now else { return nil }
        return try connections.write { db in
            var claim: ClaimedAlert?
            try db.inTransaction(.immediate) {
                let find = try PreparedStatement(
                    cached: db,
                    """
                    SELECT alert, \(BudgetRows.alertColumns), coalesce(tries, 0) FROM \(Self.open)
                        AND coalesce(due_at, at) <= ?3 ORDER BY alert LIMIT 1
                    """)
                find.bind(1, sink)
                find.bind(2, since.microseconds)
                find.bind(3, now.microseconds)
                claim = try find.first { row in
                    ClaimedAlert(
                        id: row.int64(0), alert: try BudgetRows.alert(row, from: 1), sink: sink,
                        number: row.int(13) + 1)
                }
                guard let claim else { return .commit }
                let take = try PreparedStatement(
                    cached: db,
                    """
                    INSERT INTO budget_delivery (alert, sink, tries, due_at) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT DO UPDATE SET tries = excluded.tries, due_at = excluded.due_at
                    """)
                take.bind(1, claim.id)
                take.bind(2, sink)
                take.bind(3, claim.number)
                take.bind(4, until.microseconds)
                try take.run()
                return .commit
            }
            return claim
        }
    }

    /// Notes what became of a try; see `BudgetStore`.
    package func note(_ outcome: AlertOutcome, of claim: ClaimedAlert) async throws {
        try connections.write { db in
            // Whoever took longer than his claim says nothing of a later try's failure; what arrived has arrived.
            let update = try PreparedStatement(
                cached: db,
                """
                UPDATE budget_delivery SET due_at = ?3, delivered_at = ?4, problem = ?5
                WHERE alert = ?1 AND sink = ?2 AND delivered_at IS NULL AND (tries = ?6 OR ?4 IS NOT NULL)
                """)
            update.bind(1, claim.id)
            update.bind(2, claim.sink)
            switch outcome {
            case .delivered:
                update.bind(3, Int64?.none)
                update.bind(4, writer.clock.now.microseconds)
                update.bind(5, String?.none)
            case .failed(let problem, let retryAt):
                update.bind(3, retryAt?.microseconds)
                update.bind(4, Int64?.none)
                update.bind(5, problem)
            }
            update.bind(6, claim.number)
            try update.run()
        }
    }

    /// When the next alert is due; see `BudgetStore`.
    package func nextAlertDue(for sink: String, since: Timestamp) async throws -> Timestamp? {
        try connections.read { db in
            let next = try PreparedStatement(
                cached: db, "SELECT min(coalesce(due_at, at)) FROM \(Self.open)")
            next.bind(1, sink)
            next.bind(2, since.microseconds)
            return try next.first { $0.optionalInt64(0).map { Timestamp(microseconds: $0) } } ?? nil
        }
    }

    /// The latest alerts; see `BudgetStore`.
    package func storedAlerts(limit: Int) async throws -> [StoredAlert] {
        try connections.read { db in
            let latest = try PreparedStatement(
                cached: db, "SELECT alert, \(BudgetRows.alertColumns) FROM budget_alert ORDER BY alert DESC LIMIT ?1")
            latest.bind(1, max(0, limit))
            var alerts = try latest.all { StoredAlert(id: $0.int64(0), alert: try BudgetRows.alert($0, from: 1)) }
            let ways = try PreparedStatement(
                cached: db,
                """
                SELECT sink, tries, due_at, delivered_at, problem FROM budget_delivery WHERE alert = ?1 ORDER BY sink
                """)
            for index in alerts.indices {
                ways.bind(1, alerts[index].id)
                alerts[index].deliveries = try ways.all { row in
                    AlertDelivery(
                        sink: row.text(0), tries: row.int(1),
                        dueAt: row.optionalInt64(2).map { Timestamp(microseconds: $0) },
                        deliveredAt: row.optionalInt64(3).map { Timestamp(microseconds: $0) },
                        problem: row.optionalText(4))
                }
            }
            return alerts
        }
    }

    /// The alerts from `?2` on that have not come to their end at sink `?1`.
    private static let open = """
        budget_alert LEFT JOIN (SELECT alert AS tried, tries, due_at FROM budget_delivery WHERE sink = ?1)
            ON tried = alert
        WHERE at >= ?2 AND (tried IS NULL OR due_at IS NOT NULL)
        """
}
