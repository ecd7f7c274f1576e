public import AgentRuntime

/// The checks that every `RecordStore` must pass, whatever is behind it.
///
/// ```swift
/// #expect(try await RecordStoreConformance { makeEmptyStore() }.violations() == [])
/// ```
public struct RecordStoreConformance: Sendable {
    private let makeStore: @Sendable () throws -> any RecordStore
    private let here = RecordCollection(owner: "one", name: "a")
    private let there = RecordCollection(owner: "two", name: "a")

    /// Makes a suite over a function that makes an empty store.
    public init(makeStore: @escaping @Sendable () throws -> any RecordStore) { self.makeStore = makeStore }

    /// Runs every check and returns what was violated, in words; empty when the store conforms.
    public func violations() async throws -> [String] {
        var found: [String] = []
        func check(_ holds: Bool, _ what: String) { if !holds { found.append(what) } }
        func record(_ key: String, _ value: [UInt8]) -> StoredRecord { StoredRecord(key: key, value: value) }

        let store = try makeStore()
        check(store.isEmpty, "a new store is empty")
        let none = try await store.changes(in: here, after: 0)
        check(none == RecordChanges(records: [], revision: 0), "a collection that never was has no records")

        try await store.write([record("k", [1]), record("l", [2, 0, 255])], in: here)
        check(!store.isEmpty, "a store with records is not empty")
        let all = try await store.changes(in: here, after: 0)
        check(all.records == [record("k", [1]), record("l", [2, 0, 255])], "what was written is there, in order")
        let other = try await store.changes(in: there, after: 0)
        check(other.records.isEmpty, "collections are apart")
        let same = try await store.changes(in: here, after: all.revision)
        check(same.records.isEmpty && same.revision == all.revision, "nothing changed, nothing is listed")

        try await store.write([record("k", [3]), record("l", [])], in: here)
        let changed = try await store.changes(in: here, after: all.revision)
        check(changed.records == [record("k", [3]), record("l", [])], "changes and removals are listed")
        check(changed.revision > all.revision && !changed.isReset, "the revision rises")
        let whole = try await store.changes(in: here, after: 0)
        check(whole.records == [record("k", [3])], "a removed record is gone from the whole")
        check(whole.revision == changed.revision, "the whole is as new as its changes")
        return found
    }
}
