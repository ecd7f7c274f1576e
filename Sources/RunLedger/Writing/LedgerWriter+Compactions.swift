import AgentRuntime
import GRDB

extension LedgerWriter {
    func add(_ record: CompactionRecord, _ db: Database) throws {
        let turn = try turn(record.turn, in: record.conversation, db)
        let add = try statement(.addCompaction, db)
        add.bind(1, record.id)
        add.bind(2, nextSeq())
        add.bind(3, turn.key)
        add.bind(4, record.madeAt.microseconds)
        add.bind(5, try CompactionBody(record).text())
        guard try add.run() == 0 else { return }
        let find = try statement(.findCompaction, db)
        find.bind(1, record.id)
        try require(
            try find.first(CompactionRow.record) == record, "compaction \(record.id) is stored with other content")
    }

    func undo(_ id: CompactionID, _ db: Database) throws {
        let find = try statement(.findCompaction, db)
        find.bind(1, id)
        guard try find.first({ _ in true }) != nil else { throw unknown("compaction", id.text) }
        let update = try statement(.undoCompaction, db)
        update.bind(1, id)
        update.bind(2, nextSeq())
        try update.run()
    }
}
