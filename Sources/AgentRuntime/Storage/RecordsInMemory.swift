import NIOConcurrencyHelpers

/// A record store that ends with its process: for tests, and for programs that keep nothing.
public final class RecordsInMemory: RecordStore {
    private struct Collection {
        var revision: Int64 = 0
        var records: [String: (value: [UInt8], revision: Int64)] = [:]
    }

    private let state = NIOLockedValueBox<[RecordCollection: Collection]>([:])

    /// Makes an empty store.
    public init() {}

    /// Whether nothing was ever written.
    public var isEmpty: Bool { state.withLockedValue { $0.isEmpty } }

    /// What changed since a revision.
    public func changes(in collection: RecordCollection, after revision: Int64) async throws -> RecordChanges {
        state.withLockedValue { state in
            guard let known = state[collection] else { return RecordChanges(records: [], revision: 0) }
            let changed = known.records.filter { _, record in
                record.revision > revision && (revision > 0 || !record.value.isEmpty)
            }.sorted { $0.value.revision < $1.value.revision }
            return RecordChanges(
                records: changed.map { StoredRecord(key: $0.key, value: $0.value.value) }, revision: known.revision)
        }
    }

    /// Writes records, all or none.
    public func write(_ records: [StoredRecord], in collection: RecordCollection) async throws {
        state.withLockedValue { state in
            for record in records {
                let revision = (state[collection]?.revision ?? 0) + 1
                state[collection, default: Collection()].revision = revision
                state[collection]?.records[record.key] = (record.value, revision)
            }
        }
    }
}
