extension Migration {
    /// Compactions of histories: what is sent in place of which messages. `body` is the record's parts and counts as
    /// JSON; one that was taken back keeps its row.
    static let addCompactions = Migration(
        intent: "add compactions",
        sql: """
            CREATE TABLE compaction (
                id ANY NOT NULL PRIMARY KEY CHECK (typeof(id) IN ('blob', 'text')),
                seq INTEGER NOT NULL,
                turn INTEGER NOT NULL REFERENCES turn,
                made_at INTEGER NOT NULL,
                body TEXT NOT NULL,
                undone_seq INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX compaction_by_turn ON compaction (turn);
            """)
}
