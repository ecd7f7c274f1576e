import AgentRuntime

/// A verdict on an answer as it is selected.
enum VerdictRow {
    /// Columns 0…9 of `verdict` as `v` with its turn as `t` and its conversation as `c`.
    static let select = """
        SELECT v.id, c.id, t.id, model.text, tier.text, v.decision, v.source, v.mark, v.found_at, v.seq
        FROM verdict v JOIN turn t USING (turn) JOIN conversation c USING (conversation)
            JOIN name model ON model.name = v.model LEFT JOIN name tier ON tier.name = v.tier
        """

    static func record(_ row: PreparedStatement) throws -> AnswerVerdict {
        AnswerVerdict(
            id: row.id(0), conversation: row.id(1), turn: row.id(2), model: try row.modelID(3),
            tier: row.optionalText(4), decision: row.optionalID(5), source: try row.storedCase(6), mark: row.int(7),
            foundAt: Timestamp(microseconds: row.int64(8)))
    }
}

extension LedgerReader {
    func verdicts(since: Timestamp?, latest limit: Int) throws -> [AnswerVerdict] {
        let rows = try query(
            VerdictRow.select + " WHERE v.found_at >= ?1 ORDER BY v.found_at DESC, v.id DESC LIMIT ?2")
        rows.bind(1, since?.microseconds ?? .min)
        rows.bind(2, max(0, limit))
        return try rows.all(VerdictRow.record).reversed()
    }
}
