import AgentRuntime
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How a connection waits for another process's transaction.
///
/// SQLite's own wait grows to a tenth of a second between two looks. Beside a process that writes all the time, whose
/// transactions take less than a millisecond with even less between them, such a look meets the gap by luck alone: one
/// process was seen to spend a budget of 400 calls while another waited for its first. Looks of about a millisecond
/// apart, of a length that is drawn anew each time so that two processes do not fall into step, get their turn among
/// the other's transactions.
enum LockWait {
    /// Microseconds between two looks at first; about a transaction's length.
    private static let shortest: UInt32 = 100
    /// Microseconds between two looks after a while.
    private static let longest: UInt32 = 1500

    /// Waits up to `limit` in all.
    static func mode(upTo limit: Duration) -> Database.BusyMode {
        guard limit > .zero else { return .immediateError }
        let limit = limit.microseconds
        return .callback { looks in
            // What was waited, from the number of looks: the mean of what is drawn below, so that no state is kept.
            guard Int64(looks) * Int64(longest + shortest) / 2 < limit else { return false }
            usleep(UInt32.random(in: shortest...longest))
            return true
        }
    }
}
