extension Migration {
    /// What was found of answers: thumbs, a judge's marks, failed checks, messages asked again.
    static let addVerdicts = Migration(
        intent: "add verdicts",
        sql: """
            CREATE TABLE verdict (
                id ANY NOT NULL PRIMARY KEY CHECK (typeof(id) IN ('blob', 'text')),
                seq INTEGER NOT NULL,
                turn INTEGER NOT NULL REFERENCES turn,
                model INTEGER NOT NULL REFERENCES name,
                tier INTEGER REFERENCES name,
                decision ANY,
                source INTEGER NOT NULL CHECK (source BETWEEN 0 AND 7),
                mark INTEGER NOT NULL CHECK (mark BETWEEN 0 AND 1000),
                found_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX verdict_by_turn ON verdict (turn);
            CREATE INDEX verdict_by_time ON verdict (found_at);
            """)
}
