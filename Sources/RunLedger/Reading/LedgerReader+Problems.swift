import AgentRuntime

extension LedgerReader {
    func problems() throws -> [String] {
        var problems = try query("PRAGMA integrity_check(20)").all { $0.text(0) }.filter { $0 != "ok" }
        // What follows reads tables, which a broken structure does not allow.
        guard problems.isEmpty else { return problems }
        problems += try query("PRAGMA foreign_key_check").all { row in
            "a row of \(row.text(0)) refers to a row of \(row.text(2)) that is not there"
        }
        let wrongTotals = try query(
            """
            SELECT c.id, s.cost, sum.cost, s.settled, sum.settled
            FROM conversation_total s JOIN conversation c USING (conversation) JOIN (
                SELECT t.conversation AS conversation, count(a.id) AS settled, coalesce(sum(a.cost), 0) AS cost
                FROM turn t LEFT JOIN attempt a ON a.turn = t.turn AND a.outcome IS NOT NULL GROUP BY 1
            ) sum USING (conversation) WHERE s.cost <> sum.cost OR s.settled <> sum.settled LIMIT 20
            """)
        problems += try wrongTotals.all { row in
            "the totals of conversation \(row.id(0, of: ConversationRecord.self)) are not what its attempts add up to "
                + "(`farthing doctor --rebuild` computes them anew)"
        }
        return problems
    }
}
