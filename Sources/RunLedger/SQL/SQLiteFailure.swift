import AgentRuntime
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A result code of SQLite on its way to becoming a `LedgerError`.
struct SQLiteFailure: Error {
    var code: Int32
    var message: String
    /// The operating system's error number at the time, 0 when there was none.
    var systemError: Int32 = 0
}

extension LedgerError {
    /// Says what SQLite's error means for the file at `path` and what to do.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as LedgerError: self = error
        case let error as SQLiteFailure: self.init(failure: error, path: path)
        case let error as DatabaseError:
            self.init(
                failure: SQLiteFailure(
                    code: error.extendedResultCode.rawValue, message: error.message ?? "no details"), path: path)
        default: self.init(.failed, "The ledger \(path) failed: \(error).")
        }
    }

    private init(failure: SQLiteFailure, path: String) {
        if failure.systemError == ENOSPC {
            self.init(.diskFull, LedgerError.diskFullMessage(path))
            return
        }
        switch ResultCode(rawValue: failure.code & 0xFF) {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .locked,
                "The ledger \(path) is held by another process. Wait until it is done, or close the program that "
                    + "has it open (`fuser \(path)` names it).")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(
                .readOnly,
                "The ledger \(path) cannot be written (\(failure.message)). Make the file and its folder writable for "
                    + "you, or name another file.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
            self.init(
                .damaged,
                "The ledger \(path) is damaged or no ledger (\(failure.message)). It was left as it is: run "
                    + "`farthing doctor`, or move it away to begin a new one.")
        case .SQLITE_FULL: self.init(.diskFull, LedgerError.diskFullMessage(path))
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
            self.init(.inconsistent, "The ledger refused a fact that contradicts it: \(failure.message).")
        default: self.init(.failed, "The ledger \(path) failed: \(failure.message) (SQLite \(failure.code)).")
        }
    }

    private static func diskFullMessage(_ path: String) -> String {
        "The disk that holds the ledger \(path) is full. Make room and try again: what was committed is safe."
    }
}
