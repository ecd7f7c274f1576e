import AgentRuntime
import LanguageModels
import Money

extension LedgerReader {
    func summaries(limit: Int) throws -> [ConversationSummary] {
        let latest = try query(
            """
            SELECT \(ConversationRow.columns), s.updated_at, s.cost
            FROM conversation_total s JOIN conversation c USING (conversation)
            WHERE c.is_deleted = 0 ORDER BY s.updated_at DESC, c.id DESC LIMIT ?1
            """)
        latest.bind(1, max(0, limit))
        let rows = try latest.all { row in
            (
                key: row.int64(0), record: try ConversationRow.record(row), updatedAt: row.int64(9),
                cost: row.int64(10)
            )
        }
        return try rows.map { row in
            let turns = try ownTurns(row.key)
            return ConversationSummary(
                record: row.record, updatedAt: Timestamp(microseconds: row.updatedAt), turns: turns.count,
                cost: Money(picodollars: row.cost), opening: try opening(row.key),
                isInterrupted: turns.isInterrupted)
        }
    }

    /// How many turns of the agent itself count, and whether the last of them was cut off.
    private func ownTurns(_ conversation: Int64) throws -> (count: Int, isInterrupted: Bool) {
        let turns = try query(
            """
            SELECT count(*), max(seq), outcome FROM turn
            WHERE is_open IN (0, 1) AND conversation = ?1 AND depth = 0 AND undone_seq IS NULL
            """)
        turns.bind(1, conversation)
        // A bare column beside max() is of the row that has the maximum.
        let found = try turns.first { row in
            (row.int(0), row.isNull(2) ? nil : try row.storedCase(2, of: TurnEnd.Outcome.self))
        }
        return (found?.0 ?? 0, found?.1 == .interrupted)
    }

    private func opening(_ conversation: Int64) throws -> String {
        let first = try query(
            """
            SELECT body FROM message WHERE seq = (
                SELECT min(m.seq) FROM turn t JOIN message m USING (turn)
                WHERE t.is_open IN (0, 1) AND t.conversation = ?1 AND t.undone_seq IS NULL)
            """)
        first.bind(1, conversation)
        let parts = try first.first { try $0.withBytes(0, MessageBody.decode) } ?? []
        let words = Message(role: .user, content: parts).text
        return String(words.prefix(80).map { $0.isNewline ? " " : $0 })
    }
}
