public import AgentRuntime
public import LanguageModels

/// The memories of all scopes: saved, found, consolidated, listed and forgotten.
///
/// What other processes save and forget shows at the next look. An actor, so that two turns that end at once do not
/// both save what is nearly the same.
public actor MemoryBook {
    /// Turns texts into vectors and says whose they are.
    public typealias Embedder = @Sendable ([String]) async throws -> EmbeddingResponse
    /// Says what becomes of new memories that are about much the same as earlier ones: a verdict each.
    public typealias Consolidator = @Sendable ([MemoryConflict]) async throws -> [MemoryVerdict]

    /// The most memories of a scope; beyond them the oldest is forgotten.
    public static let most = 100_000
    /// The longest memory, in characters.
    public static let longest = 4000
    /// From this similarity on two memories say the same, and the newer one stands for both.
    static let sameness: Float = 0.97
    /// From this similarity on they may be about the same, and are consolidated where somebody can judge that.
    static let closeness: Float = 0.75
    /// Texts that are embedded with one request when the index is made anew.
    private static let batch = 256

    private let store: any RecordStore
    private let clock: any RuntimeClock
    private let masked: @Sendable (String) -> String
    private var shelves: [MemoryScope: MemoryShelf] = [:]

    /// Makes a book on a store.
    ///
    /// - Parameter masked: replaces the secrets of a text: what it changes is not saved.
    public init(
        _ store: any RecordStore, clock: any RuntimeClock, masked: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.store = store
        self.clock = clock
        self.masked = masked
    }

    /// Whether nothing was ever saved; asks no more of the disk than whether there is a file.
    public nonisolated var isEmpty: Bool { store.isEmpty }

    /// Saves texts, each as one memory. What says the same as a memory that is there takes its place.
    ///
    /// - Parameter consolidator: judges what is about much the same; when it fails, all of it is kept.
    /// - Returns: the memories, in order; texts that hold a masked secret or nothing are left out.
    /// - Throws: `LedgerError`; what the embedder throws; `CancellationError`.
    @discardableResult
    public func save(
        _ texts: [(kind: MemoryEntry.Kind, text: String)], in scope: MemoryScope, conversation: ConversationID?,
        embedder: Embedder, consolidator: Consolidator? = nil
    ) async throws -> [MemoryEntry] {
        let texts = texts.map { (kind: $0.kind, text: String($0.text.prefix(Self.longest))) }
            .filter { isFit($0.text) }
        guard !texts.isEmpty else { return [] }
        let response = try await embedder(texts.map(\.text))
        guard let model = response.model else { return [] }
        try await look(at: scope)
        var saved: [MemoryEntry] = []
        var records: [StoredRecord] = []
        for (text, vector) in zip(texts, response.vectors) {
            let entry = MemoryEntry(
                id: newID(after: saved.count), scope: scope, kind: text.kind, text: text.text,
                savedAt: clock.now.microseconds, conversation: conversation?.text, model: model, vector: vector)
            for match in shelf(scope).nearest(to: vector, in: entry.space, limit: 3)
            where replaces(entry, match) && !records.contains(where: { $0.key == match.entry.id }) {
                records.append(StoredRecord(key: match.entry.id, value: []))
            }
            guard !saved.contains(where: { $0.text == entry.text }) else { continue }
            saved.append(entry)
        }
        if let consolidator {
            let gone = try await consolidate(
                &saved, in: scope, besides: Set(records.map(\.key)), consolidator, embedder)
            records += gone.map { StoredRecord(key: $0, value: []) }
        }
        records += saved.map { StoredRecord(key: $0.id, value: $0.bytes) }
        let surplus = shelf(scope).entries.count + saved.count - Self.most
        if surplus > 0 {
            let oldest = shelf(scope).entries.values.sorted { ($0.savedAt, $0.id) < ($1.savedAt, $1.id) }
            records += oldest.prefix(surplus).map { StoredRecord(key: $0.id, value: []) }
        }
        try await store.write(records, in: collection(scope))
        try await look(at: scope)
        return saved
    }

    /// The memories nearest to a query that was embedded, best first, of several scopes together.
    ///
    /// - Returns: also how many memories could not be compared, by whose vectors they have.
    /// - Throws: `LedgerError`.
    public func nearest(
        to query: [Float], of model: ModelID, in scopes: [MemoryScope], limit: Int, atLeast threshold: Float
    ) async throws -> (matches: [MemoryMatch], incomparable: [VectorSpace: Int]) {
        let space = VectorSpace(model, query.count)
        var matches: [MemoryMatch] = []
        var incomparable: [VectorSpace: Int] = [:]
        for scope in scopes {
            try await look(at: scope)
            matches += shelf(scope).nearest(to: query, in: space, limit: limit)
            for (other, count) in shelf(scope).spaces where other != space { incomparable[other, default: 0] += count }
        }
        matches = matches.filter { $0.similarity >= threshold }
        matches.sort { ($1.similarity, $0.entry.id) < ($0.similarity, $1.entry.id) }
        return (Array(matches.prefix(limit)), incomparable)
    }

    /// How many memories some scopes hold together.
    ///
    /// - Throws: `LedgerError`.
    public func count(in scopes: [MemoryScope]) async throws -> Int {
        var count = 0
        for scope in scopes {
            try await look(at: scope)
            count += shelf(scope).entries.count
        }
        return count
    }

    /// The memories of some scopes, newest first.
    ///
    /// - Throws: `LedgerError`.
    public func list(_ scopes: [MemoryScope]) async throws -> [MemoryEntry] {
        for scope in scopes { try await look(at: scope) }
        return scopes.flatMap { shelf($0).entries.values }.sorted { ($1.savedAt, $0.id) < ($0.savedAt, $1.id) }
    }

    /// Forgets memories.
    ///
    /// - Returns: those that were there.
    /// - Throws: `LedgerError`.
    public func forget(_ ids: [String], in scopes: [MemoryScope]) async throws -> [MemoryEntry] {
        var forgotten: [MemoryEntry] = []
        for scope in scopes {
            try await look(at: scope)
            let there = Set(ids).sorted().compactMap { shelf(scope).entries[$0] }
            guard !there.isEmpty else { continue }
            try await store.write(there.map { StoredRecord(key: $0.id, value: []) }, in: collection(scope))
            try await look(at: scope)
            forgotten += there
        }
        return forgotten
    }

    /// Gives every memory whose vector is of another model a new one.
    ///
    /// - Parameter space: what the embedding slot makes now; nil makes every vector anew.
    /// - Returns: how many were made anew.
    /// - Throws: `LedgerError`; what the embedder throws. What was done until then stays done.
    public func reindex(_ scopes: [MemoryScope], to space: VectorSpace?, embedder: Embedder) async throws -> Int {
        var done = 0
        for scope in scopes {
            try await look(at: scope)
            let old = shelf(scope).entries.values.filter { $0.space != space }.sorted { $0.id < $1.id }
            var start = 0
            while start < old.count {
                let part = old[start..<min(start + Self.batch, old.count)]
                start += part.count
                let response = try await embedder(part.map(\.text))
                guard let model = response.model else { continue }
                let records = zip(part, response.vectors).map { entry, vector in
                    let renewed = MemoryEntry(
                        id: entry.id, scope: scope, kind: entry.kind, text: entry.text, savedAt: entry.savedAt,
                        conversation: entry.conversation, model: model, vector: vector)
                    return StoredRecord(key: entry.id, value: renewed.bytes)
                }
                try await store.write(records, in: collection(scope))
                done += records.count
            }
            try await look(at: scope)
        }
        return done
    }

    // MARK: -

    func shelf(_ scope: MemoryScope) -> MemoryShelf { shelves[scope] ?? MemoryShelf(scope) }

    private func collection(_ scope: MemoryScope) -> RecordCollection {
        RecordCollection(owner: "Memory", name: scope.name)
    }

    private func look(at scope: MemoryScope) async throws {
        let changes = try await store.changes(in: collection(scope), after: shelf(scope).revision)
        var shelf = shelf(scope)
        // Another look was faster: its shelf is at least as new.
        guard changes.revision >= shelf.revision || changes.isReset else { return }
        // In a shelf of its own, or each change would copy the indexes.
        shelves[scope] = nil
        shelf.take(changes)
        shelves[scope] = shelf
    }

    /// Whether a new memory says what an old one says: the same words, or nearly the same direction and the same
    /// numbers.
    private func replaces(_ entry: MemoryEntry, _ match: MemoryMatch) -> Bool {
        let (new, old) = (entry.text.lowercased(), match.entry.text.lowercased())
        if new == old { return true }
        guard match.similarity >= Self.sameness, entry.kind == match.entry.kind else { return false }
        return numbers(new) == numbers(old)
    }

    private func numbers(_ text: String) -> [Substring] { text.split { !$0.isNumber } }

    func isFit(_ text: String) -> Bool {
        !text.allSatisfy(\.isWhitespace) && !MaskedSecrets.stands(in: text) && masked(text) == text
    }

    private func newID(after count: Int) -> String {
        // Fits a line that a person types, and is unique among a scope's own for all practical ends.
        String(UInt64.random(in: 0..<(1 << 40)) | 1 << 40, radix: 36).suffix(8).description
    }
}
