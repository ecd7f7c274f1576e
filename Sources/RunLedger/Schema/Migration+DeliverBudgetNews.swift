extension Migration {
    /// The way of each alert to each place that alerts are sent to, and of each message that was put off to its answer.
    ///
    /// - `budget_delivery.due_at` is when it is tried next: while one process tries, when another may; null when it
    ///   arrived or was given up. An alert without a row is due at once.
    /// - `budget_queue.claimed_until` is when a message may be tried next: while one process answers it, another may not.
    ///   `spender` is on whose account, as JSON.
    /// - Alerts are looked for by their time: an old one is not sent to a place that was set up later.
    static let deliverBudgetNews = Migration(
        intent: "deliver alerts and answers",
        sql: """
            DROP INDEX budget_alert_undelivered;
            ALTER TABLE budget_alert DROP COLUMN delivered_at;
            CREATE INDEX budget_alert_at ON budget_alert (at);

            CREATE TABLE budget_delivery (
                alert INTEGER NOT NULL REFERENCES budget_alert,
                sink TEXT NOT NULL,
                tries INTEGER NOT NULL CHECK (tries > 0),
                due_at INTEGER,
                delivered_at INTEGER CHECK (delivered_at IS NULL OR due_at IS NULL),
                problem TEXT,
                PRIMARY KEY (alert, sink)
            ) STRICT, WITHOUT ROWID;

            ALTER TABLE budget_queue ADD COLUMN spender TEXT;
            ALTER TABLE budget_queue ADD COLUMN claimed_until INTEGER;
            ALTER TABLE budget_queue ADD COLUMN failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0);
            """)
}
