import AgentRuntime
import GRDB

/// The schema of the file of extensions' records. Steps are only ever appended: the number of steps a file has taken
/// is its `user_version`.
enum RecordMigration {
    private static let steps = [
        """
        CREATE TABLE collection (
            id INTEGER PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL,
            revision INTEGER NOT NULL DEFAULT 0, forgotten INTEGER NOT NULL DEFAULT 0, UNIQUE (owner, name)
        ) STRICT;
        CREATE TABLE record (
            collection INTEGER NOT NULL REFERENCES collection (id), key TEXT NOT NULL, revision INTEGER NOT NULL,
            value BLOB NOT NULL, PRIMARY KEY (collection, key)
        ) STRICT;
        CREATE UNIQUE INDEX record_by_revision ON record (collection, revision);
        CREATE INDEX removed_record ON record (collection, revision) WHERE length(value) = 0;
        """
    ]
    /// Marks a file as ours: "FRTX".
    private static let applicationID = 0x4652_5458

    /// Takes the steps that are missing, all or none; of several processes at once one does the work.
    ///
    /// - Throws: `LedgerError` for a file of a newer version and for a database that is not ours.
    static func migrate(_ db: Database) throws {
        try db.inTransaction(.immediate) {
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            guard application == applicationID || (tables == 0 && version == 0) else {
                throw LedgerError(.damaged, "The file of extensions' records is a database of something else.")
            }
            guard version <= steps.count else {
                throw LedgerError(
                    .newerVersion, "The file of extensions' records was written by a newer version of farthing: update."
                )
            }
            for step in steps.dropFirst(version) { try db.execute(sql: step) }
            try db.execute(sql: "PRAGMA user_version = \(steps.count)")
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            return .commit
        }
    }
}
