import AgentRuntime
import LanguageModels

/// A message as it is selected.
enum MessageRow {
    /// Columns 0…9 of `message` as `m` with its turn as `t` and its conversation as `c`.
    static let select = """
        SELECT m.id, c.id, t.id, m.iteration, m.origin, m.role, m.cache_breakpoint, m.added_at, m.body, m.seq
        FROM turn t JOIN conversation c USING (conversation) JOIN message m USING (turn)
        """

    static func record(_ row: PreparedStatement) throws -> MessageRecord {
        let message = Message(
            role: try row.storedCase(5), content: try row.withBytes(8, MessageBody.decode),
            cacheBreakpoint: row.bool(6))
        return MessageRecord(
            id: row.id(0), conversation: row.id(1), turn: row.id(2), iteration: row.int(3),
            origin: try row.storedCase(4), message: message, addedAt: Timestamp(microseconds: row.int64(7)))
    }
}
