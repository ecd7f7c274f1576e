import AgentRuntime
import ExactJSON
import LanguageModels
import Money

/// Answers a question about costs from the roll-ups, from the attempts that no roll-up holds yet, and at the edges of
/// the range, where a minute is cut, from the attempts themselves.
struct CostReader {
    private let reader: LedgerReader
    private let names: NameReader

    init(_ reader: LedgerReader) {
        self.reader = reader
        names = NameReader(reader)
    }

    func collect(_ query: CostQuery, into builder: inout CostReportBuilder) throws {
        let wanted = query.dimensions
        if let ids = query.only[.conversation], !ids.contains(nil) {
            for id in ids.compactMap({ $0 }) { try addAttempts(of: ConversationID(id), query, to: &builder) }
        } else if query.groupBy == [.conversation], query.only.isEmpty, query.period == nil {
            try addUnfolded(query, to: &builder)
            try addConversations(query, to: &builder)
        } else if wanted.contains(.conversation) {
            try addAttempts(in: range(query), isFolded: nil, query, to: &builder)
        } else {
            try addUnfolded(query, to: &builder)
            try addCells(query, to: &builder)
        }
    }

    private func range(_ query: CostQuery) -> Range<Int64> {
        let start = query.since?.microseconds ?? .min
        return start..<max(start, query.until?.microseconds ?? .max)
    }

    /// Adds the attempts that no roll-up holds yet.
    private func addUnfolded(_ query: CostQuery, to builder: inout CostReportBuilder) throws {
        let rows = try reader.query(
            CostGroup.select(from: CostGroup.unfolded, where: "a.started_at >= ?1 AND a.started_at < ?2"))
        let range = range(query)
        rows.bind(1, range.lowerBound)
        rows.bind(2, range.upperBound)
        try add(rows, query, to: &builder)
    }

    /// Adds the attempts of one conversation, rolled up or not.
    private func addAttempts(
        of id: ConversationID, _ query: CostQuery, to builder: inout CostReportBuilder
    ) throws {
        let rows = try reader.query(
            CostGroup.select(
                from: CostGroup.byTurn,
                where: "c.id = ?3 AND t.is_open IN (0, 1) AND a.started_at >= ?1 AND a.started_at < ?2"))
        let range = range(query)
        rows.bind(1, range.lowerBound)
        rows.bind(2, range.upperBound)
        rows.bind(3, id)
        try add(rows, query, to: &builder)
    }

    /// Adds the attempts of a range of time one by one.
    ///
    /// - Parameter isFolded: whether only those count that the roll-ups hold; nil for all.
    private func addAttempts(
        in range: Range<Int64>, isFolded: Int64?, _ query: CostQuery, to builder: inout CostReportBuilder
    ) throws {
        guard !range.isEmpty else { return }
        let distance = try reader.query("SELECT id_distance FROM rollup_state").first { $0.optionalInt64(0) } ?? nil
        // By the distance that ids keep from their start a range of time is a range of ids.
        let ids = distance == nil ? "" : " AND a.id >= ?4 AND a.id < ?5"
        let rows = try reader.query(
            CostGroup.select(
                from: CostGroup.all, where: "a.started_at >= ?1 AND a.started_at < ?2 AND a.settled_seq <= ?3" + ids))
        rows.bind(1, range.lowerBound)
        rows.bind(2, range.upperBound)
        rows.bind(3, isFolded ?? .max)
        if let distance {
            let width = distance + 1000
            let low = max(range.lowerBound, .min + width) - width
            let high = min(range.upperBound, .max - width) + width
            AttemptIDTime.firstID(at: low).withUnsafeBytes { rows.bindBlob(4, $0) }
            // Ids hold 48 bits of milliseconds: what is past them has no id.
            let end = high / 1000 >= 1 << 48 ? [UInt8](repeating: 255, count: 16) : AttemptIDTime.firstID(at: high)
            end.withUnsafeBytes { rows.bindBlob(5, $0) }
        }
        try add(rows, query, to: &builder)
    }

    private func add(_ rows: PreparedStatement, _ query: CostQuery, to builder: inout CostReportBuilder) throws {
        // Reading names runs statements of its own, after this one is done.
        for group in try rows.all(CostGroup.init) {
            let conversation = query.dimensions.contains(.conversation) ? group.conversation : nil
            let labels = try names.labels(group.cell, tags: group.tags, conversation: conversation)
            builder.add(at: Timestamp(microseconds: group.start), labels, group.sums)
        }
    }

    /// Adds what the roll-ups by conversation hold: whole hours, and the rest of the range from the attempts.
    private func addConversations(_ query: CostQuery, to builder: inout CostReportBuilder) throws {
        let folded = try foldedSeq()
        for piece in RollUpCover(range(query), data: try dataRange(), widest: 1, narrowest: 1).pieces {
            guard piece.width != nil else {
                try addAttempts(in: piece.range, isFolded: folded, query, to: &builder)
                continue
            }
            let rows = try reader.query(
                """
                SELECT c.id, \(CostColumns.sumsOfRollups)
                FROM conversation_rollup r JOIN conversation c USING (conversation)
                WHERE r.start >= ?1 AND r.start < ?2 GROUP BY r.conversation
                """)
            rows.bind(1, piece.range.lowerBound)
            rows.bind(2, piece.range.upperBound)
            let found = try rows.all { ($0.id(0, of: ConversationRecord.self), CostColumns.read($0, from: 1)) }
            for (id, sums) in found {
                let labels = CostLabels(
                    model: NameReader.anyModel, slot: .chat, purpose: "", tool: nil, caller: nil, task: nil, tier: nil,
                    key: nil, tags: [], conversation: id)
                builder.add(at: Timestamp(microseconds: piece.range.lowerBound), labels, sums)
            }
        }
    }

    /// Adds what the roll-ups by cell hold, period by period.
    private func addCells(_ query: CostQuery, to builder: inout CostReportBuilder) throws {
        guard let data = try dataRange() else { return }
        let folded = try foldedSeq()
        let rows = try reader.query(
            """
            SELECT r.cell, \(CostColumns.sumsOfRollups) FROM cost_rollup r
            WHERE r.width = ?1 AND r.start >= ?2 AND r.start < ?3 GROUP BY r.cell
            """)
        var cells: [Int64: CostLabels] = [:]
        for span in try spans(query, data: data) {
            for piece in RollUpCover(span, data: data, widest: 3, narrowest: 0).pieces {
                guard let width = piece.width else {
                    try addAttempts(in: piece.range, isFolded: folded, query, to: &builder)
                    continue
                }
                rows.bind(1, width)
                rows.bind(2, piece.range.lowerBound)
                rows.bind(3, piece.range.upperBound)
                for (cell, sums) in try rows.all({ ($0.int64(0), CostColumns.read($0, from: 1)) }) {
                    let labels = try cells[cell] ?? names.labels(ofCell: cell)
                    cells[cell] = labels
                    builder.add(at: Timestamp(microseconds: max(span.lowerBound, 0)), labels, sums)
                }
            }
        }
    }

    /// The part of each period asked for that lies in the range and may have data.
    private func spans(_ query: CostQuery, data: Range<Int64>) throws -> [Range<Int64>] {
        let whole = range(query).clamped(to: data)
        guard let period = query.period, !whole.isEmpty else { return whole.isEmpty ? [] : [whole] }
        var spans: [Range<Int64>] = []
        var time = whole.lowerBound
        while time < whole.upperBound {
            guard spans.count < CostQuery.mostPeriods else { break }
            let end = query.timeZone.period(period, at: Timestamp(microseconds: time)).end.microseconds
            spans.append(time..<min(end, whole.upperBound))
            time = end
        }
        return spans
    }

    /// From the first month of the roll-ups to the end of the last; nil when they are empty.
    private func dataRange() throws -> Range<Int64>? {
        func edge(_ function: String) throws -> Int64? {
            try reader.query("SELECT \(function)(start) FROM cost_rollup WHERE width = 3")
                .first { $0.optionalInt64(0) } ?? nil
        }
        guard let first = try edge("min"), let last = try edge("max") else { return nil }
        return first..<TimeZoneRules.utc.period(.month, at: Timestamp(microseconds: last)).end.microseconds
    }

    private func foldedSeq() throws -> Int64 {
        try reader.query("SELECT folded_seq FROM rollup_state").first { $0.int64(0) } ?? 0
    }
}
