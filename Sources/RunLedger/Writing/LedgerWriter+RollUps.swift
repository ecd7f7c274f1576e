import AgentRuntime
import GRDB

/// What a writer remembers of the roll-ups between commits.
struct RollUpMemory {
    /// Settled attempts that wait to be folded; nil when it has to be looked up.
    var waiting: Int?
    /// The largest distance between an attempt's id and its start; nil when it has to be looked up.
    var idDistance: Int64?
    var cells: [CellKey: Int64] = [:]

    /// A cell's key with its tags.
    struct CellKey: Hashable {
        var cell: CostGroup.Cell
        var tags: Int64
    }
}

extension LedgerWriter {
    /// How many settled attempts wait before a commit folds them: few enough for a report to add them by itself, many
    /// enough that they share the rows they change, and so short that nobody waits for it: folding 256 held up whoever
    /// wrote meanwhile by several milliseconds.
    static let foldThreshold = 32
    /// The most attempts that one commit folds.
    private static let largestFold = 4096
    private static let largestCellMemory = 4096

    /// Lists a settled attempt for the roll-ups.
    func noteUnfolded(_ id: AttemptID, seq: Int64, _ db: Database) throws {
        let add = try statement(.addUnfolded, db)
        add.bind(1, seq)
        add.bind(2, id)
        try add.run()
        rollUps.waiting? += 1
    }

    /// Widens the distance between ids and starts when an attempt goes past it.
    func noteIDTime(_ start: AttemptStart, _ db: Database) throws {
        if rollUps.idDistance == nil {
            rollUps.idDistance = try statement(.idDistance, db).first { $0.optionalInt64(0) ?? .max } ?? 0
        }
        let known = rollUps.idDistance ?? 0
        guard known < .max else { return }
        let distance = AttemptIDTime.microseconds(of: start.id).map { abs($0 - start.startedAt.microseconds) }
        // The id is exact to the millisecond.
        if let distance, distance <= max(known, 1000) { return }
        let wider = distance.map { $0 * 2 } ?? .max
        let update = try statement(.setIDDistance, db)
        update.bind(1, wider == .max ? nil : wider)
        try update.run()
        rollUps.idDistance = wider
    }

    /// Folds what waits into the roll-ups when it is enough to be worth it.
    func foldIfDue(_ db: Database) throws {
        if rollUps.waiting == nil {
            rollUps.waiting = try statement(.countUnfolded, db).first { $0.int(0) } ?? 0
        }
        guard rollUps.waiting ?? 0 >= LedgerWriter.foldThreshold else { return }
        try fold(atMost: LedgerWriter.largestFold, db)
        rollUps.waiting = nil
    }

    /// Adds the next attempts that wait to the roll-ups.
    ///
    /// - Returns: whether there were any.
    @discardableResult
    func fold(atMost limit: Int, _ db: Database) throws -> Bool {
        let last = try statement(.lastToFold, db)
        last.bind(1, limit)
        guard let seq = try last.first({ $0.optionalInt64(0) }) ?? nil else { return false }
        let select = try statement(.unfoldedGroups, db)
        select.bind(1, seq)
        var rollUp = RollUp()
        for group in try select.all(CostGroup.init) {
            let tags = group.tags == "[]" ? 0 : try key(of: group.tags, db)
            rollUp.add(group, cell: try cell(RollUpMemory.CellKey(cell: group.cell, tags: tags), db))
        }
        try write(rollUp, db)
        let remove = try statement(.removeFolded, db)
        remove.bind(1, seq)
        try remove.run()
        let state = try statement(.setFolded, db)
        state.bind(1, seq)
        try state.run()
        return true
    }

    /// Computes the roll-ups anew from the attempts.
    func rebuildRollUps(_ db: Database) throws {
        for sql in [
            "DELETE FROM cost_rollup", "DELETE FROM conversation_rollup", "DELETE FROM cost_cell",
            "DELETE FROM unfolded",
            "INSERT INTO unfolded SELECT settled_seq, id FROM attempt WHERE settled_seq IS NOT NULL",
            "UPDATE rollup_state SET folded_seq = 0, id_distance = (\(AttemptIDTime.largestDistance))",
        ] { try PreparedStatement(db, sql).run() }
        rollUps = RollUpMemory()
        while try fold(atMost: 65_536, db) {}
    }

    private func write(_ rollUp: RollUp, _ db: Database) throws {
        for (place, sums) in rollUp.cells {
            let add = try statement(.addToRollUp, db)
            add.bind(1, place.width)
            add.bind(2, place.start)
            add.bind(3, place.cell)
            CostColumns.bind(sums, to: add, from: 4)
            try add.run()
        }
        for (place, sums) in rollUp.conversations {
            let add = try statement(.addToConversationRollUp, db)
            add.bind(1, place.start)
            add.bind(2, place.cell)
            CostColumns.bind(sums, to: add, from: 3)
            try add.run()
        }
    }

    private func cell(_ key: RollUpMemory.CellKey, _ db: Database) throws -> Int64 {
        if let known = rollUps.cells[key] { return known }
        let find = try statement(.findCell, db)
        bind(key, to: find)
        var cell = try find.first { $0.int64(0) }
        if cell == nil {
            let add = try statement(.addCell, db)
            bind(key, to: add)
            cell = try add.insert()
        }
        guard let cell else { preconditionFailure("an inserted row has a key") }
        if rollUps.cells.count >= LedgerWriter.largestCellMemory { rollUps.cells.removeAll() }
        rollUps.cells[key] = cell
        return cell
    }

    private func bind(_ key: RollUpMemory.CellKey, to statement: PreparedStatement) {
        for (index, value) in (key.cell.keys + [key.tags]).enumerated() { statement.bind(Int32(index) + 1, value) }
    }
}
