import AgentRuntime
import LanguageModels
import Money

extension LedgerReader {
    /// Attempts are clustered by their ids, which begin with the time: the latest are read from the end of the table,
    /// however long it is.
    func promptReports(latest limit: Int) throws -> [PromptReport] {
        let rows = try query(
            """
            SELECT model.text, a.counted_tokens, \(UsageColumns.list(prefix: "a."))
            FROM (SELECT * FROM attempt ORDER BY id DESC LIMIT ?1) a JOIN name model ON model.name = a.model
            WHERE a.counted_tokens IS NOT NULL AND a.outcome = ?2 AND a.usage_source = ?3
            ORDER BY a.id
            """)
        rows.bind(1, max(0, limit))
        rows.bind(2, AttemptSettlement.Outcome.succeeded)
        rows.bind(3, UsageReport.Source.provider)
        return try rows.all { row in
            PromptReport(
                model: try row.modelID(0), counted: row.int(1), reported: UsageColumns.read(row, from: 2).promptTokens)
        }
    }
}
