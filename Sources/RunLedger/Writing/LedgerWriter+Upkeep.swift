import AgentRuntime
import GRDB

extension LedgerWriter {
    /// Removes a conversation's words; its turns stay as what its costs refer to, and its tags as what they count by.
    func delete(_ id: ConversationID, in db: Database) throws {
        try transaction(in: db, facts: 0) {
            let find = try statement(.findConversation, db)
            find.bind(1, id)
            guard let key = try find.first({ $0.int64(0) }) else { return }
            for sql in [
                "DELETE FROM message WHERE turn IN (SELECT turn FROM turn WHERE conversation = ?1)",
                "DELETE FROM decision WHERE turn IN (SELECT turn FROM turn WHERE conversation = ?1)",
                "DELETE FROM compaction WHERE turn IN (SELECT turn FROM turn WHERE conversation = ?1)",
                "UPDATE turn SET end_message = NULL WHERE conversation = ?1 AND end_message IS NOT NULL",
                """
                UPDATE conversation SET is_deleted = 1, first_title = NULL, title = NULL, workspace = NULL
                WHERE conversation = ?1
                """,
            ] {
                let statement = try PreparedStatement(db, sql)
                statement.bind(1, key)
                try statement.run()
            }
        }
        forget()
    }

    /// Computes the totals and roll-ups anew from the facts.
    func rebuildTotals(in db: Database) throws {
        let columns = UsageColumns.list()
        let sums = UsageColumns.names.map { "coalesce(sum(a.\($0)), 0)" }.joined(separator: ", ")
        try transaction(in: db, facts: 0) {
            for sql in [
                "DELETE FROM conversation_total",
                """
                INSERT INTO conversation_total (conversation, updated_at, settled, unpriced, estimated, cost, \(columns))
                SELECT c.conversation,
                    max(c.started_at,
                        coalesce((SELECT max(max(t.started_at, coalesce(t.ended_at, t.started_at)))
                            FROM turn t WHERE t.conversation = c.conversation), c.started_at),
                        coalesce((SELECT max(m.added_at) FROM turn t JOIN message m USING (turn)
                            WHERE t.conversation = c.conversation), c.started_at),
                        coalesce(max(a.settled_at), c.started_at)),
                    count(a.id), coalesce(sum(a.id IS NOT NULL AND a.cost IS NULL), 0),
                    coalesce(sum(a.cost_state = 2), 0), coalesce(sum(a.cost), 0), \(sums)
                FROM conversation c LEFT JOIN turn t USING (conversation)
                    LEFT JOIN attempt a ON a.turn = t.turn AND a.outcome IS NOT NULL
                GROUP BY c.conversation
                """,
                "DELETE FROM conversation_other_usage",
            ] { try PreparedStatement(db, sql).run() }
            for (kind, name) in [(0, "server_tools"), (1, "units")] {
                let add = try PreparedStatement(
                    db,
                    """
                    INSERT INTO conversation_other_usage (conversation, kind, name, amount)
                    SELECT t.conversation, ?1, n.name, sum(max(0, j.value))
                    FROM attempt a JOIN turn t USING (turn) JOIN json_each(a.other_usage, '$.\(name)') j
                        JOIN name n ON n.text = j.key
                    WHERE a.other_usage IS NOT NULL GROUP BY 1, 3
                    """)
                add.bind(1, kind)
                try add.run()
            }
            try rebuildRollUps(db)
        }
    }
}
