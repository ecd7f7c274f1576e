import AgentRuntime
import GRDB

extension LedgerWriter {
    /// The key of a conversation that was not deleted.
    func openConversation(_ id: ConversationID, _ db: Database) throws -> Int64 {
        var known = conversations[id]
        if known == nil {
            let find = try statement(.findConversation, db)
            find.bind(1, id)
            known = try find.first { ConversationKey(key: $0.int64(0), isDeleted: $0.bool(1)) }
            if let known { remember(id, known) }
        }
        guard let known, !known.isDeleted else { throw unknown("conversation", id.text) }
        return known.key
    }

    func turn(_ id: TurnID, _ db: Database) throws -> TurnKey? {
        if let known = turns[id] { return known }
        let find = try statement(.findTurn, db)
        find.bind(1, id)
        let found = try find.first {
            TurnKey(key: $0.int64(0), conversation: $0.int64(1), isOpen: $0.bool(2), hasEnded: $0.bool(3))
        }
        if let found { remember(id, found) }
        return found
    }

    /// The turn, which must be of a conversation that was not deleted.
    func turn(_ id: TurnID, in conversation: ConversationID, _ db: Database) throws -> TurnKey {
        guard let turn = try turn(id, db) else { throw unknown("turn", id.text) }
        let key = try openConversation(conversation, db)
        try require(turn.conversation == key, "turn \(id) is not in conversation \(conversation)")
        return turn
    }

    func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        guard condition else { throw refusal(message()) }
    }

    func refusal(_ message: String) -> LedgerError {
        LedgerError(.inconsistent, "The ledger refused a fact: \(message).")
    }

    func unknown(_ kind: String, _ id: String) -> LedgerError { refusal("there is no \(kind) \(id)") }
}
