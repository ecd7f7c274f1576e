import GRDB
import GRDBSQLite

/// A prepared statement with bare bindings: no arrays of arguments, no rows as dictionaries.
///
/// GRDB owns the statement; this drives it through SQLite's own functions, because a commit runs a dozen statements
/// and has some ten microseconds for them. Use it on the database's queue only.
final class PreparedStatement {
    // Finalises the SQLite statement when it goes.
    private let statement: Statement
    private let handle: OpaquePointer
    private var bindingFailure: Int32 = SQLITE_OK

    init(_ db: Database, _ sql: String) throws {
        statement = try db.makeStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// A statement that GRDB keeps for the next time.
    init(cached db: Database, _ sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// Runs a statement that gives no rows, and makes it ready for the next time.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    func run() throws -> Int {
        defer { reset() }
        while try step() {}
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// Runs an insertion.
    ///
    /// - Returns: the new row's key.
    func insert() throws -> Int64 {
        try run()
        return sqlite3_last_insert_rowid(sqlite3_db_handle(handle))
    }

    /// Runs an insertion that leaves a row as it is which is there already.
    ///
    /// - Returns: the new row's key; nil when there was one.
    func insertIfNew() throws -> Int64? {
        try run() == 0 ? nil : sqlite3_last_insert_rowid(sqlite3_db_handle(handle))
    }

    /// The first row as `read` takes it; nil when there is none.
    func first<T>(_ read: (PreparedStatement) throws -> T) throws -> T? {
        defer { reset() }
        return try step() ? try read(self) : nil
    }

    /// Every row as `read` takes it.
    func all<T>(_ read: (PreparedStatement) throws -> T) throws -> [T] {
        defer { reset() }
        var rows: [T] = []
        while try step() { rows.append(try read(self)) }
        return rows
    }

    /// Runs until the first row; false when there is none. `reset` when done with the row.
    func step() throws -> Bool {
        guard bindingFailure == SQLITE_OK else { throw SQLiteFailure(code: bindingFailure, message: "bad value") }
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let connection = sqlite3_db_handle(handle)
            throw SQLiteFailure(
                code: sqlite3_extended_errcode(connection), message: String(cString: sqlite3_errmsg(connection)),
                systemError: sqlite3_system_errno(connection))
        }
    }

    /// Ends the run and forgets the bindings that point into memory.
    func reset() {
        sqlite3_reset(handle)
        bindingFailure = SQLITE_OK
    }

    func bind(_ index: Int32, _ value: Int64) { note(sqlite3_bind_int64(handle, index, value)) }

    func bind(_ index: Int32, _ value: Int) { note(sqlite3_bind_int64(handle, index, Int64(value))) }

    func bind(_ index: Int32, _ value: Bool) { note(sqlite3_bind_int64(handle, index, value ? 1 : 0)) }

    func bind(_ index: Int32, _ value: Int64?) {
        guard let value else { return bindNull(index) }
        bind(index, value)
    }

    func bind(_ index: Int32, _ value: Int?) {
        guard let value else { return bindNull(index) }
        bind(index, Int64(value))
    }

    func bind(_ index: Int32, _ value: String?) {
        guard var value else { return bindNull(index) }
        value.withUTF8 { bindText(index, $0) }
    }

    /// Binds UTF-8 as text.
    func bind(_ index: Int32, utf8: [UInt8]) { utf8.withUnsafeBufferPointer { bindText(index, $0) } }

    func bindBlob(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
        note(sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), PreparedStatement.copied))
    }

    func bindNull(_ index: Int32) { note(sqlite3_bind_null(handle, index)) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

    func bool(_ column: Int32) -> Bool { sqlite3_column_int64(handle, column) != 0 }

    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

    func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }

    func text(_ column: Int32) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func isBlob(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_BLOB }

    /// The bytes of a text or blob, valid during the call.
    func withBytes<T, Failure: Error>(
        _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(Failure) -> T
    ) throws(Failure) -> T {
        // SQLite wants the pointer before the count: the pointer may convert, the count is of what it then has.
        let pointer =
            isBlob(column)
            ? sqlite3_column_blob(handle, column) : UnsafeRawPointer(sqlite3_column_text(handle, column))
        return try body(UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(handle, column))))
    }

    private func bindText(_ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
        // An empty buffer may have no address, and SQLite takes a null pointer for NULL.
        guard bytes.count > 0, let base = bytes.baseAddress else {
            note(sqlite3_bind_text(handle, index, "", 0, PreparedStatement.copied))
            return
        }
        base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { text in
            note(
                sqlite3_bind_text64(
                    handle, index, text, UInt64(bytes.count), PreparedStatement.copied, UInt8(SQLITE_UTF8)))
        }
    }

    private func note(_ code: Int32) { if code != SQLITE_OK, bindingFailure == SQLITE_OK { bindingFailure = code } }

    /// Tells SQLite to copy what is bound; its header spells it as a cast that does not import.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
