import AgentRuntime
import ExactJSON
import GRDB
import LanguageModels

extension LedgerWriter {
    func start(_ record: ConversationRecord, _ db: Database) throws {
        let add = try statement(.addConversation, db)
        add.bind(1, record.id)
        add.bind(2, nextSeq())
        add.bind(3, record.startedAt.microseconds)
        add.bind(4, record.title)
        add.bind(5, record.workspace)
        add.bind(6, JSONValue.array(record.tags.map { .string($0) }).text)
        guard let key = try add.insertIfNew() else { return try check(record, db) }
        remember(record.id, ConversationKey(key: key, isDeleted: false))
        let total = try statement(.addTotal, db)
        total.bind(1, key)
        total.bind(2, record.startedAt.microseconds)
        try total.run()
    }

    /// Refuses a conversation that is stored otherwise.
    private func check(_ record: ConversationRecord, _ db: Database) throws {
        let find = try statement(.findConversation, db)
        find.bind(1, record.id)
        let known = try find.first { row in
            let tags = try row.withBytes(5) { try JSONValue(parsing: $0) }
            let record = ConversationRecord(
                id: record.id, startedAt: Timestamp(microseconds: row.int64(2)), title: row.optionalText(3),
                workspace: row.optionalText(4), tags: (tags.arrayValue ?? []).compactMap(\.stringValue))
            return (entry: ConversationKey(key: row.int64(0), isDeleted: row.bool(1)), record: record)
        }
        guard let known else { throw unknown("conversation", record.id.text) }
        remember(record.id, known.entry)
        try require(!known.entry.isDeleted, "conversation \(record.id) was deleted")
        try require(known.record == record, "conversation \(record.id) began otherwise")
    }

    func setTitle(of id: ConversationID, _ title: String, _ db: Database) throws {
        let find = try statement(.findConversation, db)
        find.bind(1, id)
        let known = try find.first { (key: $0.int64(0), isDeleted: $0.bool(1), title: $0.optionalText(6)) }
        guard let known, !known.isDeleted else { throw unknown("conversation", id.text) }
        guard known.title != title else { return }
        let set = try statement(.setTitle, db)
        set.bind(1, known.key)
        set.bind(2, title)
        set.bind(3, nextSeq())
        try set.run()
    }

    func start(_ record: TurnRecord, _ db: Database) throws {
        try require(record.depth >= 0, "turn \(record.id) has a negative depth")
        let (conversation, parent): (Int64, Int64?)
        do { (conversation, parent) = try place(of: record, db) } catch {
            // What is stored already is no new turn, wherever it would have to go.
            guard try turn(record.id, db) != nil else { throw error }
            return try check(record, db)
        }
        let add = try statement(.addTurn, db)
        add.bind(1, record.id)
        add.bind(2, conversation)
        add.bind(3, nextSeq())
        add.bind(4, parent)
        add.bind(5, record.depth)
        add.bind(6, owner)
        add.bind(7, record.startedAt.microseconds)
        if let key = try add.insertIfNew() {
            remember(record.id, TurnKey(key: key, conversation: conversation, isOpen: true, hasEnded: false))
            return touch(conversation, at: record.startedAt)
        }
        try check(record, db)
    }

    /// The conversation and the parent that a new turn goes to.
    private func place(of record: TurnRecord, _ db: Database) throws -> (conversation: Int64, parent: Int64?) {
        let conversation = try openConversation(record.conversation, db)
        guard let id = record.parent else { return (conversation, nil) }
        guard let turn = try turn(id, db), turn.conversation == conversation else {
            throw refusal("turn \(record.id) has a parent that is not in its conversation")
        }
        return (conversation, turn.key)
    }

    /// Refuses a turn that is stored otherwise.
    private func check(_ record: TurnRecord, _ db: Database) throws {
        guard let turn = try turn(record.id, db) else { throw unknown("turn", record.id.text) }
        let find = try statement(.turnForm, db)
        find.bind(1, turn.key)
        try require(try find.first(TurnRow.record) == record, "turn \(record.id) began otherwise")
    }

    func add(_ record: MessageRecord, _ db: Database) throws {
        try require(record.iteration >= 0, "message \(record.id) has a negative iteration")
        let turn = try turn(record.turn, in: record.conversation, db)
        let add = try statement(.addMessage, db)
        add.bind(1, nextSeq())
        add.bind(2, record.id)
        add.bind(3, turn.key)
        add.bind(4, record.iteration)
        add.bind(5, record.origin)
        add.bind(6, record.message.role)
        add.bind(7, record.message.cacheBreakpoint)
        add.bind(8, record.addedAt.microseconds)
        add.bind(9, utf8: MessageBody.encode(record.message.content))
        guard try add.run() == 0 else { return touch(turn.conversation, at: record.addedAt) }
        let find = try statement(.findMessage, db)
        find.bind(1, turn.key)
        find.bind(2, record.id)
        try require(
            try find.first(MessageRow.record) == record, "message \(record.id) is stored with other content")
    }

    func add(_ record: DecisionRecord, _ db: Database) throws {
        let turn = try turn(record.turn, in: record.conversation, db)
        let add = try statement(.addDecision, db)
        add.bind(1, record.id)
        add.bind(2, nextSeq())
        add.bind(3, turn.key)
        add.bind(4, record.decidedAt.microseconds)
        add.bind(5, try key(of: record.chosen.description, db))
        add.bind(6, try key(of: record.tier, db))
        add.bind(7, record.summary)
        add.bind(8, utf8: record.detail.utf8)
        guard try add.run() == 0 else { return }
        let find = try statement(.findDecision, db)
        find.bind(1, record.id)
        try require(
            try find.first(DecisionRow.record) == record, "decision \(record.id) is stored with other content")
    }

    func add(_ verdict: AnswerVerdict, _ db: Database) throws {
        let turn = try turn(verdict.turn, in: verdict.conversation, db)
        let add = try statement(.addVerdict, db)
        add.bind(1, verdict.id)
        add.bind(2, nextSeq())
        add.bind(3, turn.key)
        add.bind(4, try key(of: verdict.model.description, db))
        add.bind(5, try key(of: verdict.tier, db))
        add.bind(6, verdict.decision)
        add.bind(7, verdict.source)
        add.bind(8, verdict.mark)
        add.bind(9, verdict.foundAt.microseconds)
        guard try add.run() == 0 else { return }
        let find = try statement(.findVerdict, db)
        find.bind(1, verdict.id)
        try require(
            try find.first(VerdictRow.record) == verdict, "verdict \(verdict.id) is stored with other content")
    }

    func finish(_ end: TurnEnd, _ db: Database) throws {
        try require(end.iterations >= 0, "turn \(end.turn) has a negative number of iterations")
        guard let turn = try turn(end.turn, db) else { throw unknown("turn", end.turn.text) }
        let update = try statement(.endTurn, db)
        update.bind(1, turn.key)
        update.bind(2, end.outcome)
        update.bind(3, nextSeq())
        update.bind(4, end.endedAt.microseconds)
        update.bind(5, end.iterations)
        update.bind(6, end.message)
        guard try update.run() == 1 else {
            let find = try statement(.turnForm, db)
            find.bind(1, turn.key)
            return try require(
                try find.first(TurnRow.end) ?? nil == end, "turn \(end.turn) ended otherwise")
        }
        // Whether it is open is looked up should anybody ask: `RETURNING` would cost a table of its own.
        turns[end.turn] = nil
        touch(turn.conversation, at: end.endedAt)
    }

    func undo(_ id: TurnID, _ db: Database) throws {
        guard let turn = try turn(id, db) else { throw unknown("turn", id.text) }
        let update = try statement(.undoTurn, db)
        update.bind(1, turn.key)
        update.bind(2, nextSeq())
        try update.run()
    }

    func hasOpenAttempts(_ turn: Int64, _ db: Database) throws -> Bool {
        let find = try statement(.hasOpenAttempts, db)
        find.bind(1, turn)
        return try find.first { $0.bool(0) } ?? false
    }
}
