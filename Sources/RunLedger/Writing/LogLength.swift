import GRDB
import GRDBSQLite

/// The number of pages in the write-ahead log, as SQLite tells it after every commit of a connection.
///
/// Listening takes the place of SQLite's own automatic checkpoints, which are such a listener themselves.
final class LogLength {
    private let storage: UnsafeMutablePointer<Int32>

    /// Begins to listen; must live as long as the connection commits.
    init(of db: Database) {
        storage = .allocate(capacity: 1)
        storage.initialize(to: 0)
        sqlite3_wal_hook(
            db.sqliteConnection,
            { storage, _, _, pages in
                storage?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, storage)
    }

    deinit { storage.deallocate() }

    /// Pages in the log after the last commit.
    var pages: Int32 { storage.pointee }
}
