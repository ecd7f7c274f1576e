import AgentRuntime

extension LedgerModel {
    mutating func add(_ record: CompactionRecord, _ fact: LedgerFact) throws(LedgerError) {
        try requireTurn(record.turn, in: record.conversation)
        if let known = compactions.first(where: { $0.id == record.id }) {
            return try require(known == record, "compaction \(record.id) is stored with other content")
        }
        compactions.append(record)
        note(fact, in: record.conversation, at: nil)
    }

    mutating func undo(_ id: CompactionID, _ fact: LedgerFact) throws(LedgerError) {
        guard let known = compactions.first(where: { $0.id == id }) else { throw unknown("compaction", id.text) }
        guard undoneCompactions.insert(id).inserted else { return }
        note(fact, in: known.conversation, at: nil)
    }

    func compactions(of id: ConversationID) -> [CompactionRecord] {
        compactions.filter { $0.conversation == id && !undoneCompactions.contains($0.id) }
    }
}
