package import AgentRuntime
import Foundation
import GRDB

extension SQLiteLedger {
    /// Puts a message off; see `BudgetStore`.
    package func enqueue(_ message: QueuedMessage) async throws {
        let spender = String(decoding: try JSONEncoder().encode(message.spender), as: UTF8.self)
        let isFull = try connections.write { db in
            let add = try PreparedStatement(
                cached: db,
                """
                INSERT INTO budget_queue (\(BudgetRows.queueColumns)) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
                WHERE (SELECT count(*) FROM budget_queue) < \(QueuedMessage.limit)
                    OR EXISTS (SELECT 1 FROM budget_queue WHERE id = ?1)
                ON CONFLICT (id) DO UPDATE SET priority = excluded.priority
                """)
            add.bind(1, message.id)
            add.bind(2, message.conversation)
            add.bind(3, message.text)
            add.bind(4, message.priority.rank)
            add.bind(5, message.queuedAt.microseconds)
            add.bind(6, message.account)
            add.bind(9, spender)
            add.bind(10, message.failures)
            return try add.run() == 0
        }
        if isFull { throw BudgetError.queueIsFull }
        queueSignal.advance()
    }

    /// The messages that wait; see `BudgetStore`.
    package func queuedMessages(limit: Int) async throws -> [QueuedMessage] {
        try connections.read { try BudgetReader($0).queued(limit: limit) }
    }

    /// Takes a message to answer it; see `BudgetStore`.
    package func claimQueued(_ id: MessageID, until: Timestamp) async throws -> Bool {
        let now = writer.clock.now
        return try connections.write { db in
            let claim = try PreparedStatement(
                cached: db,
                """
                UPDATE budget_queue SET claimed_until = ?2
                WHERE id = ?1 AND (claimed_until IS NULL OR claimed_until <= ?3)
                """)
            claim.bind(1, id)
            claim.bind(2, until.microseconds)
            claim.bind(3, now.microseconds)
            return try claim.run() == 1
        }
    }

    /// Gives a message back; see `BudgetStore`.
    package func returnQueued(_ id: MessageID, until: Timestamp, isFailure: Bool) async throws {
        try connections.write { db in
            let update = try PreparedStatement(
                cached: db,
                "UPDATE budget_queue SET claimed_until = ?2, failures = failures + ?3 WHERE id = ?1")
            update.bind(1, id)
            update.bind(2, until.microseconds)
            update.bind(3, isFailure ? 1 : 0)
            try update.run()
        }
    }

    /// Takes a message out of the queue; see `BudgetStore`.
    package func dequeue(_ id: MessageID) async throws -> Bool {
        try connections.write { db in
            let remove = try PreparedStatement(cached: db, "DELETE FROM budget_queue WHERE id = ?1")
            remove.bind(1, id)
            return try remove.run() == 1
        }
    }
}

extension LedgerWriter {
    /// Takes an answered message out of the queue, with the commit that ends its turn.
    func answer(_ id: MessageID, _ db: Database) throws {
        let remove = try PreparedStatement(cached: db, "DELETE FROM budget_queue WHERE id = ?1")
        remove.bind(1, id)
        try require(try remove.run() == 1, "message \(id) was answered by somebody else")
    }
}
