import GRDB
import GRDBSQLite
import NIOConcurrencyHelpers
import Threads

/// Moves what commits have written to the log into the file, beside the writers instead of within a commit.
///
/// SQLite by default does it in every thousandth page's commit, which then takes ten milliseconds instead of some
/// microseconds. Here a thread of its own does, on a connection of its own, once for every eight MiB of log. The log
/// starts over at the next commit if the thread got to its end. Under constant writing it never does: then the commit
/// that finds the log very long, and the thread just back, does the little that is left itself.
final class Checkpointer: Sendable {
    /// Pages by which the log grows between two checkpoints: 8 MiB. With 2 MiB a turn cost 30 µs more: the pages that
    /// every commit changes were written to the file four times as often.
    static let interval: Int32 = 4096
    /// Pages in the log from which a commit does what is left itself: 32 MiB.
    static let limit: Int32 = 16_384
    /// What a commit takes for little: 1 MiB, some milliseconds. More is left to the thread first; a commit that moved
    /// what came since the thread's last turn, up to 8 MiB, held up everybody for 40 to 100 ms.
    static let little: Int32 = 512

    private struct State {
        var isRunning = false
        /// The length of the log when the thread was last sent.
        var lastLength: Int32 = 0
    }

    private let path: String
    private let state = NIOLockedValueBox(State())
    /// Opened by the first checkpoint and kept: opening reads the whole schema.
    private let connection = NIOLockedValueBox<DatabaseQueue?>(nil)

    init(path: String) { self.path = path }

    /// Looks at the length of the log after a commit.
    func commitEnded(logPages: Int32, in db: Database) {
        let step = state.withLockedValue { state in
            // A shorter log than before has started over.
            if logPages < state.lastLength { state.lastLength = 0 }
            let step = Step(isRunning: state.isRunning, length: logPages, growth: logPages - state.lastLength)
            if step == .send {
                state.isRunning = true
                state.lastLength = logPages
            }
            return step
        }
        switch step {
        case .nothing: break
        case .send: send()
        case .finish: Checkpointer.checkpoint(db)
        }
    }

    /// What a commit has to do for the log.
    enum Step {
        case nothing
        /// Send the thread.
        case send
        /// Move what is left, so that the log starts over.
        case finish

        /// - Parameters:
        ///   - isRunning: whether the thread is at work.
        ///   - length: pages in the log.
        ///   - growth: pages by which it grew since the thread was last sent.
        init(isRunning: Bool, length: Int32, growth: Int32) {
            // Longer than that the thread cannot keep up, or fails.
            if length >= 4 * Checkpointer.limit { self = .finish; return }
            let isLong = length >= Checkpointer.limit
            if isRunning { self = .nothing; return }
            if isLong, growth <= Checkpointer.little { self = .finish; return }
            self = isLong || growth >= Checkpointer.interval ? .send : .nothing
        }
    }

    private func send() {
        // It gives way: an answer that waits for a core while pages are copied is late by what the copying takes.
        let isSent = DetachedThread.start(isBackground: true) { [self] in
            do {
                try connection.withLockedValue { connection in
                    let opened = try connection ?? open()
                    connection = opened
                    opened.writeWithoutTransaction(Checkpointer.checkpoint)
                }
            } catch {
                // The log stays as it is, for the next time; the limit does not need this thread.
            }
            state.withLockedValue { $0.isRunning = false }
        }
        if !isSent { state.withLockedValue { $0.isRunning = false } }
    }

    private func open() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "farthing.ledger.checkpoint"
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -100") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func checkpoint(_ db: Database) {
        // A checkpoint that fails or is busy leaves the log as it is: nothing is lost, and the next one takes over.
        sqlite3_wal_checkpoint_v2(db.sqliteConnection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
}
