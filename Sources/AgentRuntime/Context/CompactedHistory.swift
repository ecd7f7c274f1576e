/// The compactions of a conversation that are in force, and the history as it is sent with them.
public struct CompactedHistory: Sendable, Hashable {
    /// The compactions, oldest first.
    public private(set) var records: [CompactionRecord]
    /// What stands for what, by the first message it stands for.
    private var parts: [MessageID: CompactedPart] = [:]

    /// Makes a history of its compactions, oldest first.
    public init(_ records: [CompactionRecord] = []) {
        self.records = records
        for record in records { add(record.parts) }
    }

    /// Whether everything is sent as it is stored.
    public var isEmpty: Bool { parts.isEmpty }

    /// The tokens that the compactions took away, each counted when it was made.
    public var removedTokens: Int { records.reduce(0) { $0 + $1.tokensBefore - $1.tokensAfter } }

    /// Adds a compaction.
    public mutating func append(_ record: CompactionRecord) {
        records.append(record)
        add(record.parts)
    }

    /// Takes the last compaction back.
    ///
    /// - Returns: it; nil when there is none.
    public mutating func removeLast() -> CompactionRecord? {
        guard let last = records.popLast() else { return nil }
        self = CompactedHistory(records)
        return last
    }

    /// The history as it is sent. A part whose messages are not all there any more, such as those of a turn that was
    /// taken back, has no effect.
    public func view(of entries: [HistoryEntry]) -> [HistoryEntry] {
        guard !parts.isEmpty else { return entries }
        var view: [HistoryEntry] = []
        view.reserveCapacity(entries.count)
        forEachPart(of: entries) { range, part in
            if let part {
                view.append(
                    HistoryEntry(
                        id: entries[range.lowerBound].id, turn: part.turn, origin: part.origin, message: part.message))
            } else {
                view += entries[range]
            }
        }
        return view
    }

    /// Calls with each stretch of the history in order, and with what is sent in its place; nil where it is sent as it
    /// is.
    public func forEachPart(of entries: [HistoryEntry], _ body: (Range<Int>, CompactedPart?) -> Void) {
        var index = 0
        while index < entries.count {
            if let part = parts[entries[index].id], index + part.messages.count <= entries.count,
                zip(entries[index...], part.messages).allSatisfy({ $0.id == $1 })
            {
                body(index..<index + part.messages.count, part)
                index += part.messages.count
            } else {
                body(index..<index + 1, nil)
                index += 1
            }
        }
    }

    private mutating func add(_ added: [CompactedPart]) {
        for part in added {
            guard let first = part.messages.first else { continue }
            for message in part.messages { parts[message] = nil }
            parts[first] = part
        }
    }
}
