import AgentRuntime
import GRDB

extension LedgerReader {
    /// How many tasks that began in a stretch of time have ended; nil when there are more than `limit`.
    func tasks(
        since: Timestamp?, until: Timestamp?, in conversation: ConversationID?, limit: Int
    ) throws -> TaskCount? {
        // A turn's id begins with the time at which it was made: a stretch of time is one of the index of ids.
        var conditions = ["depth = 0", "outcome IS NOT NULL", "undone_seq IS NULL"]
        if since != nil { conditions.append("id >= ?1 AND started_at >= ?2") }
        if until != nil { conditions.append("id < ?3 AND started_at < ?4") }
        if conversation != nil {
            conditions.append(
                "conversation = (SELECT conversation FROM conversation WHERE id = ?5) AND is_open IN (0, 1)")
        }
        let count = try query(
            """
            SELECT count(*), coalesce(sum(outcome = ?6), 0) FROM (
                SELECT outcome FROM turn WHERE \(conditions.joined(separator: " AND ")) LIMIT ?7)
            """)
        if let since {
            // Ids are exact to the millisecond, and their process's clock may have been set meanwhile.
            count.bind(1, TurnID.earliest(at: since - .seconds(1)))
            count.bind(2, since.microseconds)
        }
        if let until {
            count.bind(3, TurnID.earliest(at: until + .seconds(1)))
            count.bind(4, until.microseconds)
        }
        if let conversation { count.bind(5, conversation) }
        count.bind(6, TurnEnd.Outcome.completed)
        count.bind(7, limit + 1)
        guard let (all, completed) = try count.first({ ($0.int(0), $0.int(1)) }), all <= limit else { return nil }
        return TaskCount(completed: completed, others: all - completed)
    }
}
