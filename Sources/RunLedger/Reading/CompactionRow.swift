import AgentRuntime

/// A compaction as it is selected.
enum CompactionRow {
    /// Columns 0…6 of `compaction` as `k` with its turn as `t` and its conversation as `c`.
    static let select = """
        SELECT k.id, c.id, t.id, k.made_at, k.body, k.seq, k.undone_seq
        FROM compaction k JOIN turn t USING (turn) JOIN conversation c USING (conversation)
        """

    static func record(_ row: PreparedStatement) throws -> CompactionRecord {
        let body = try row.withBytes(4) { try CompactionBody(parsing: $0) }
        return CompactionRecord(
            id: row.id(0), conversation: row.id(1), turn: row.id(2), madeAt: Timestamp(microseconds: row.int64(3)),
            parts: body.parts, tokensBefore: body.tokensBefore, tokensAfter: body.tokensAfter)
    }

    /// What happened to the compaction, each with its place in the order of all facts.
    static func facts(_ row: PreparedStatement) throws -> [(seq: Int64, fact: LedgerFact)] {
        var facts: [(Int64, LedgerFact)] = [(row.int64(5), .historyCompacted(try record(row)))]
        if let undone = row.optionalInt64(6) { facts.append((undone, .compactionUndone(row.id(0)))) }
        return facts
    }
}
