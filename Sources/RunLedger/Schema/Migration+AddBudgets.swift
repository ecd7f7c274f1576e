extension Migration {
    /// Budgets: their accounts, what is held in them, and what people changed.
    ///
    /// - `budget_account` is one scope in one window. What is held is not written there but follows from
    ///   `budget_hold`, so that holding costs one small row and settling gives it back.
    /// - `budget_hold.accounts` lists the accounts' keys, separated by commas.
    /// - Amounts are pico-dollars, tokens and operations; a limit that is absent is NULL; `thresholds` are thousandths.
    static let addBudgets = Migration(
        intent: "add budgets",
        sql: """
            CREATE TABLE budget_account (
                account INTEGER PRIMARY KEY,
                scope TEXT NOT NULL,
                window_start INTEGER NOT NULL,
                window_end INTEGER NOT NULL CHECK (window_end > window_start),
                limit_usd INTEGER,
                limit_tokens INTEGER,
                limit_operations INTEGER,
                raised_usd INTEGER NOT NULL DEFAULT 0,
                raised_tokens INTEGER NOT NULL DEFAULT 0,
                raised_operations INTEGER NOT NULL DEFAULT 0,
                spent_usd INTEGER NOT NULL,
                spent_tokens INTEGER NOT NULL,
                spent_operations INTEGER NOT NULL,
                thresholds TEXT NOT NULL,
                alerted INTEGER NOT NULL DEFAULT 0 CHECK (alerted BETWEEN 0 AND 1000),
                UNIQUE (scope, window_start, window_end)
            ) STRICT;

            CREATE TABLE budget_hold (
                attempt ANY NOT NULL PRIMARY KEY CHECK (typeof(attempt) IN ('blob', 'text')),
                usd INTEGER NOT NULL CHECK (usd >= 0),
                tokens INTEGER NOT NULL CHECK (tokens >= 0),
                operations INTEGER NOT NULL CHECK (operations >= 0),
                deadline INTEGER NOT NULL,
                is_expired INTEGER NOT NULL DEFAULT 0 CHECK (is_expired IN (0, 1)),
                accounts TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE budget_limit (
                scope TEXT NOT NULL PRIMARY KEY,
                usd INTEGER,
                tokens INTEGER,
                operations INTEGER
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE budget_change (
                change INTEGER PRIMARY KEY,
                at INTEGER NOT NULL,
                scope TEXT NOT NULL,
                window_start INTEGER NOT NULL,
                window_end INTEGER NOT NULL,
                action TEXT NOT NULL CHECK (action IN ('set', 'add', 'remove', 'override')),
                usd INTEGER,
                tokens INTEGER,
                operations INTEGER,
                who TEXT NOT NULL,
                reason TEXT
            ) STRICT;

            CREATE TABLE budget_alert (
                alert INTEGER PRIMARY KEY,
                scope TEXT NOT NULL,
                window_start INTEGER NOT NULL,
                window_end INTEGER NOT NULL,
                threshold INTEGER NOT NULL,
                unit TEXT NOT NULL CHECK (unit IN ('usd', 'tokens', 'operations')),
                spent_usd INTEGER NOT NULL,
                spent_tokens INTEGER NOT NULL,
                spent_operations INTEGER NOT NULL,
                limit_usd INTEGER,
                limit_tokens INTEGER,
                limit_operations INTEGER,
                at INTEGER NOT NULL,
                delivered_at INTEGER
            ) STRICT;
            CREATE INDEX budget_alert_undelivered ON budget_alert (alert) WHERE delivered_at IS NULL;

            CREATE TABLE budget_queue (
                id ANY NOT NULL PRIMARY KEY CHECK (typeof(id) IN ('blob', 'text')),
                conversation ANY NOT NULL CHECK (typeof(conversation) IN ('blob', 'text')),
                text TEXT NOT NULL,
                priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
                queued_at INTEGER NOT NULL,
                scope TEXT NOT NULL,
                window_start INTEGER NOT NULL,
                window_end INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """)
}
