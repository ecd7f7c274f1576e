import AgentRuntime
import CLedgerLog
import GRDB
import GRDBSQLite
import NIOConcurrencyHelpers

/// The connections to one file: one that writes, and one that reads beside it, opened when first needed.
final class LedgerConnections: Sendable {
    /// How the file is named in messages.
    let name: String
    let writer: DatabaseQueue
    private let path: String?
    private let reader = NIOLockedValueBox<DatabaseQueue?>(nil)

    /// Opens the file, or a database in memory for no path, and brings its schema up to date.
    ///
    /// - Throws: `LedgerError`.
    init(path: String?, durability: LedgerDurability, busyTimeout: Duration) throws {
        self.path = path
        name = path ?? "(in memory)"
        LedgerConnections.prepareLibrary
        do {
            try LedgerLocation(path: path).prepare()
            let configuration = LedgerConnections.configuration(readOnly: false, busyTimeout: busyTimeout)
            writer =
                try path.map { try DatabaseQueue(path: $0, configuration: configuration) }
                ?? DatabaseQueue(configuration: configuration)
            try LedgerConnections.setUp(writer, durability: durability, name: name)
        } catch { throw LedgerError(error, path: path ?? "(in memory)") }
    }

    /// Done once, before the first connection.
    private static let prepareLibrary: Void = farthing_spare_sqlite_counts()

    /// Reads what is committed; the body runs on this thread.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        do { return try readingQueue().read(body) } catch { throw LedgerError(error, path: name) }
    }

    /// Writes; the body runs on this thread and makes its own transactions.
    func write<T>(_ body: (Database) throws -> T) throws -> T {
        do { return try writer.writeWithoutTransaction(body) } catch { throw LedgerError(error, path: name) }
    }

    private func readingQueue() throws -> DatabaseQueue {
        guard let path else { return writer }
        return try reader.withLockedValue { reader in
            if let reader { return reader }
            let opened = try DatabaseQueue(
                path: path,
                configuration: LedgerConnections.configuration(readOnly: true, busyTimeout: .seconds(5)))
            reader = opened
            return opened
        }
    }

    private static func setUp(_ queue: DatabaseQueue, durability: LedgerDurability, name: String) throws {
        try queue.writeWithoutTransaction { db in
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard version <= Migration.currentVersion else {
                throw LedgerError(
                    .newerVersion,
                    "The ledger \(name) was written by a newer version of farthing (format \(version), this one knows "
                        + "\(Migration.currentVersion)). Update farthing, or name another file.")
            }
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            guard application == Migration.applicationID || (tables == 0 && version == 0) else {
                throw LedgerError(
                    .damaged,
                    "\(name) is a database, but no ledger of farthing. It was left as it is: name another file.")
            }
            if tables == 0 { try db.execute(sql: "PRAGMA page_size = \(Migration.pageSize)") }
            // Making the file waits for the disk several times, some 10 ms in all, which the first start need not pay
            // unless a power cut is to be survived: a process that dies loses nothing by it.
            if tables == 0, durability == .normal { try db.execute(sql: "PRAGMA synchronous = OFF") }
            // The order matters: the change to WAL fixes the page size and may change `synchronous`.
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            if version < Migration.currentVersion { try Migration.migrate(db) }
            try joinLogWrites(db, durability)
        }
    }

    /// Has each commit write its pages at once; see `CLedgerLog`. In memory there is no log.
    private static func joinLogWrites(_ db: Database, _ durability: LedgerDurability) throws {
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode")
        guard mode == "wal" else { return }
        try db.execute(sql: "PRAGMA checkpoint_fullfsync = ON; PRAGMA synchronous = FULL")
        // The log is open once something has been read.
        _ = try Int.fetchOne(db, sql: "PRAGMA user_version")
        let code = farthing_join_log_writes(db.sqliteConnection, durability == .full ? 1 : 0)
        // Without it commits are as durable, only slower.
        if code != SQLITE_OK { try db.execute(sql: "PRAGMA synchronous = \(durability.pragma)") }
    }

    private static func configuration(readOnly: Bool, busyTimeout: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.label = readOnly ? "farthing.ledger.reader" : "farthing.ledger.writer"
        configuration.readonly = readOnly
        configuration.busyMode = LockWait.mode(upTo: busyTimeout)
        configuration.prepareDatabase { db in
            // Negative means KiB. Two connections hold at most 4 MiB of pages together.
            try db.execute(sql: "PRAGMA cache_size = -2000; PRAGMA temp_store = MEMORY")
        }
        return configuration
    }
}
