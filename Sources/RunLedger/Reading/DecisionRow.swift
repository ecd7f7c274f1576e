import AgentRuntime
import ExactJSON
import LanguageModels

/// A routing decision as it is selected.
enum DecisionRow {
    /// Columns 0…8 of `decision` as `d` with its turn as `t` and its conversation as `c`.
    static let select = """
        SELECT d.id, c.id, t.id, d.decided_at, chosen.text, tier.text, d.summary, d.detail, d.seq
        FROM decision d JOIN turn t USING (turn) JOIN conversation c USING (conversation)
            JOIN name chosen ON chosen.name = d.chosen LEFT JOIN name tier ON tier.name = d.tier
        """

    static func record(_ row: PreparedStatement) throws -> DecisionRecord {
        DecisionRecord(
            id: row.id(0), conversation: row.id(1), turn: row.id(2), decidedAt: Timestamp(microseconds: row.int64(3)),
            chosen: try row.modelID(4), tier: row.optionalText(5), summary: row.text(6),
            detail: try row.withBytes(7) { try JSONValue(parsing: $0) })
    }
}

extension PreparedStatement {
    func modelID(_ column: Int32) throws -> ModelID {
        let text = text(column)
        guard let id = ModelID(text) else {
            throw LedgerError(.damaged, "The ledger holds \"\(text)\" as a model. Run `farthing doctor`.")
        }
        return id
    }
}
