import AgentRuntime
import ExactJSON

/// A conversation as it is selected.
enum ConversationRow {
    /// Columns 0…8 of `conversation` as `c`.
    static let columns = """
        c.conversation, c.id, c.started_at, c.first_title, c.title, c.workspace, c.tags, c.seq, c.titled_seq
        """

    static let select = "SELECT \(columns) FROM conversation c"

    /// The conversation with the title it has now.
    static func record(_ row: PreparedStatement) throws -> ConversationRecord {
        let tags = try row.withBytes(6) { try JSONValue(parsing: $0) }
        return ConversationRecord(
            id: row.id(1), startedAt: Timestamp(microseconds: row.int64(2)), title: row.optionalText(4),
            workspace: row.optionalText(5), tags: (tags.arrayValue ?? []).compactMap(\.stringValue))
    }

    /// How it began, and the last title it was given, each with its place in the order of all facts.
    static func facts(_ row: PreparedStatement) throws -> [(seq: Int64, fact: LedgerFact)] {
        var begun = try record(row)
        begun.title = row.optionalText(3)
        var facts: [(Int64, LedgerFact)] = [(row.int64(7), .conversationStarted(begun))]
        if let titled = row.optionalInt64(8) {
            facts.append((titled, .conversationTitled(begun.id, title: row.text(4))))
        }
        return facts
    }
}
