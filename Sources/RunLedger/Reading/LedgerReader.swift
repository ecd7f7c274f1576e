import AgentRuntime
import ExactJSON
import GRDB
import LanguageModels
import Money

/// Reads the ledger within one snapshot.
struct LedgerReader {
    private let db: Database

    init(_ db: Database) { self.db = db }

    /// A statement for `sql`, kept by the connection.
    func query(_ sql: String) throws -> PreparedStatement { try PreparedStatement(cached: db, sql) }

    func decision(_ id: DecisionID) throws -> DecisionRecord? {
        let find = try query(DecisionRow.select + " WHERE d.id = ?1")
        find.bind(1, id)
        return try find.first(DecisionRow.record)
    }

    func conversation(_ id: ConversationID) throws -> StoredConversation? {
        guard let found = try record(id) else { return nil }
        let turns = try query(TurnRow.select + " WHERE t.is_open IN (0, 1) AND t.conversation = ?1 ORDER BY t.seq")
        turns.bind(1, found.key)
        let messages = try query(
            MessageRow.select
                + """
                 WHERE t.is_open IN (0, 1) AND t.conversation = ?1 AND t.undone_seq IS NULL ORDER BY m.seq
                """)
        messages.bind(1, found.key)
        return StoredConversation(
            record: found.record, turns: try turns.all(TurnRow.turn), messages: try messages.all(MessageRow.record))
    }

    func compactions(of id: ConversationID) throws -> [CompactionRecord] {
        guard let found = try record(id) else { return [] }
        let rows = try query(
            CompactionRow.select
                + " WHERE t.is_open IN (0, 1) AND t.conversation = ?1 AND k.undone_seq IS NULL ORDER BY k.seq")
        rows.bind(1, found.key)
        return try rows.all(CompactionRow.record)
    }

    func facts(of id: ConversationID) throws -> [LedgerFact] {
        guard let found = try record(id) else { return [] }
        var facts = found.facts
        let ofConversation = " WHERE t.is_open IN (0, 1) AND t.conversation = ?1"
        func add(_ select: String, _ read: (PreparedStatement) throws -> [(seq: Int64, fact: LedgerFact)]) throws {
            let rows = try query(select + ofConversation)
            rows.bind(1, found.key)
            facts += try rows.all(read).joined()
        }
        try add(TurnRow.select, TurnRow.facts)
        try add(MessageRow.select) { [($0.int64(9), .messageAdded(try MessageRow.record($0)))] }
        try add(DecisionRow.select) { [($0.int64(8), .decided(try DecisionRow.record($0)))] }
        try add(VerdictRow.select) { [($0.int64(9), .judged(try VerdictRow.record($0)))] }
        try add(CompactionRow.select, CompactionRow.facts)
        try add(AttemptRow.select, AttemptRow.facts)
        return facts.sorted { $0.seq < $1.seq }.map(\.fact)
    }

    /// A conversation that was not deleted, as it is now and as it began.
    private func record(
        _ id: ConversationID
    ) throws -> (key: Int64, record: ConversationRecord, facts: [(seq: Int64, fact: LedgerFact)])? {
        let find = try query(ConversationRow.select + " WHERE c.id = ?1 AND c.is_deleted = 0")
        find.bind(1, id)
        return try find.first { row in
            (row.int64(0), try ConversationRow.record(row), try ConversationRow.facts(row))
        }
    }
}
