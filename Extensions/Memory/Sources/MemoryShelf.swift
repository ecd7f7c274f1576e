import AgentRuntime

/// The memories of one scope as they are in memory, with an index for each model whose vectors are among them.
struct MemoryShelf {
    let scope: MemoryScope
    /// What the store was read up to.
    var revision: Int64 = 0
    private(set) var entries: [String: MemoryEntry] = [:]
    private var indexes: [VectorSpace: VectorIndex] = [:]
    private var keys: [String: Int64] = [:]
    private var ids: [Int64: String] = [:]
    private var nextKey: Int64 = 0

    init(_ scope: MemoryScope) { self.scope = scope }

    /// How many memories there are, by whose vectors they have.
    var spaces: [VectorSpace: Int] { indexes.mapValues(\.count).filter { $0.value > 0 } }

    /// Takes in what the store says.
    mutating func take(_ changes: RecordChanges) {
        if changes.isReset { self = MemoryShelf(scope) }
        for record in changes.records {
            remove(record.key)
            guard !record.value.isEmpty,
                let entry = MemoryEntry(id: record.key, scope: scope, bytes: record.value)
            else { continue }
            add(entry)
        }
        revision = changes.revision
    }

    private mutating func add(_ entry: MemoryEntry) {
        nextKey += 1
        keys[entry.id] = nextKey
        ids[nextKey] = entry.id
        indexes[entry.space, default: VectorIndex(dimension: entry.space.dimension)].add(entry.vector, key: nextKey)
        var entry = entry
        // The index has it.
        entry.vector = []
        entries[entry.id] = entry
    }

    private mutating func remove(_ id: String) {
        guard let entry = entries.removeValue(forKey: id), let key = keys.removeValue(forKey: id) else { return }
        ids[key] = nil
        indexes[entry.space]?.remove(key: key)
    }

    /// The nearest memories of the query's own space, best first.
    func nearest(to query: [Float], in space: VectorSpace, limit: Int) -> [MemoryMatch] {
        guard let index = indexes[space] else { return [] }
        return index.nearest(to: query, limit: limit).compactMap { match in
            ids[match.key].flatMap { entries[$0] }.map { MemoryMatch(entry: $0, similarity: match.similarity) }
        }
    }
}
