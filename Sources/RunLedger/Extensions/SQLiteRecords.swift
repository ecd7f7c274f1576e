package import AgentRuntime
import Foundation
import GRDB
import NIOConcurrencyHelpers

/// Extensions' records in a SQLite file of their own beside the ledger, so that what they keep never touches the books.
///
/// The file is made by the first write and opened by the first look at one that is there.
package final class SQLiteRecords: RecordStore {
    /// Removed records whose removal is remembered, a collection; readers that saw less begin anew.
    private static let rememberedRemovals = 10_000

    private let path: String
    private let connection = NIOLockedValueBox<DatabaseQueue?>(nil)

    /// Names the file; nothing is opened.
    package init(path: String) { self.path = path }

    package var isEmpty: Bool { connection.withLockedValue { $0 == nil } && !LedgerLocation(path: path).exists }

    package func changes(in collection: RecordCollection, after revision: Int64) async throws -> RecordChanges {
        guard !isEmpty else { return RecordChanges(records: [], revision: 0) }
        return try await work { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT id, revision, forgotten FROM collection WHERE owner = ? AND name = ?",
                arguments: [collection.owner, collection.name])
            guard let row else { return RecordChanges(records: [], revision: 0, isReset: revision > 0) }
            let (id, latest, forgotten): (Int64, Int64, Int64) = (row[0], row[1], row[2])
            let isReset = revision > latest || (revision > 0 && revision < forgotten)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT key, value FROM record WHERE collection = ?1 AND revision > ?2
                        AND (?2 > 0 OR length(value) > 0) ORDER BY revision
                    """, arguments: [id, isReset ? 0 : revision])
            var records: [StoredRecord] = []
            while let row = try rows.next() {
                let value: Data = row[1]
                records.append(StoredRecord(key: row[0], value: Array(value)))
            }
            return RecordChanges(records: records, revision: latest, isReset: isReset)
        }
    }

    package func write(_ records: [StoredRecord], in collection: RecordCollection) async throws {
        guard !records.isEmpty else { return }
        try await work { db in
            try db.inTransaction(.immediate) {
                try Self.write(records, in: collection, db)
                return .commit
            }
        }
    }

    private static func write(_ records: [StoredRecord], in collection: RecordCollection, _ db: Database) throws {
        let names: StatementArguments = [collection.owner, collection.name]
        try db.execute(sql: "INSERT OR IGNORE INTO collection (owner, name) VALUES (?, ?)", arguments: names)
        let row = try Row.fetchOne(
            db, sql: "SELECT id, revision FROM collection WHERE owner = ? AND name = ?", arguments: names)
        guard let row else { return }
        let id: Int64 = row[0]
        var revision: Int64 = row[1]
        let statement = try db.makeStatement(
            sql: "INSERT OR REPLACE INTO record (collection, key, revision, value) VALUES (?, ?, ?, ?)")
        for record in records {
            revision += 1
            try statement.execute(arguments: [id, record.key, revision, Data(record.value)])
        }
        try db.execute(sql: "UPDATE collection SET revision = ? WHERE id = ?", arguments: [revision, id])
        guard records.contains(where: \.value.isEmpty) else { return }
        let cut = try Int64.fetchOne(
            db,
            sql: """
                SELECT revision FROM record WHERE collection = ? AND length(value) = 0
                ORDER BY revision DESC LIMIT 1 OFFSET ?
                """, arguments: [id, rememberedRemovals])
        guard let cut else { return }
        try db.execute(
            sql: "DELETE FROM record WHERE collection = ? AND length(value) = 0 AND revision <= ?",
            arguments: [id, cut])
        try db.execute(sql: "UPDATE collection SET forgotten = ? WHERE id = ?", arguments: [cut, id])
    }

    private func work<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do { return try await opened().writeWithoutTransaction(body) } catch {
            throw LedgerError(error, path: path)
        }
    }

    private func opened() throws -> DatabaseQueue {
        try connection.withLockedValue { connection in
            if let connection { return connection }
            try LedgerLocation(path: path).prepare()
            var configuration = Configuration()
            configuration.label = "farthing.extensions"
            configuration.busyMode = LockWait.mode(upTo: .seconds(5))
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                try RecordMigration.migrate(db)
            }
            connection = queue
            return queue
        }
    }
}
