import AgentRuntime

/// A turn as it is selected.
enum TurnRow {
    /// Columns 0…12 of `turn` as `t`, its conversation as `c`, its parent as `p`.
    static let select = """
        SELECT t.id, c.id, p.id, t.depth, t.started_at, t.outcome, t.ended_at, t.iterations, t.end_message,
            t.undone_seq, t.seq, t.ended_seq, t.turn
        FROM turn t JOIN conversation c USING (conversation) LEFT JOIN turn p ON p.turn = t.parent
        """

    static func record(_ row: PreparedStatement) -> TurnRecord {
        TurnRecord(
            id: row.id(0), conversation: row.id(1), parent: row.optionalID(2), depth: row.int(3),
            startedAt: Timestamp(microseconds: row.int64(4)))
    }

    static func end(_ row: PreparedStatement) throws -> TurnEnd? {
        guard !row.isNull(5) else { return nil }
        return TurnEnd(
            turn: row.id(0), outcome: try row.storedCase(5), endedAt: Timestamp(microseconds: row.int64(6)),
            iterations: row.int(7), message: row.optionalText(8))
    }

    static func turn(_ row: PreparedStatement) throws -> StoredConversation.Turn {
        StoredConversation.Turn(record: record(row), end: try end(row), isUndone: !row.isNull(9))
    }

    /// What happened to the turn, each with its place in the order of all facts.
    static func facts(_ row: PreparedStatement) throws -> [(seq: Int64, fact: LedgerFact)] {
        var facts: [(Int64, LedgerFact)] = [(row.int64(10), .turnStarted(record(row)))]
        if let end = try end(row) { facts.append((row.int64(11), .turnEnded(end))) }
        if let undone = row.optionalInt64(9) { facts.append((undone, .turnUndone(row.id(0)))) }
        return facts
    }
}
