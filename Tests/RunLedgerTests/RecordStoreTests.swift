import AgentRuntime
import FarthingTesting
import Testing

@testable import RunLedger

@Suite struct RecordStoreTests {
    private let folder: TemporaryLedger
    private let collection = RecordCollection(owner: "x", name: "y")

    init() throws { folder = try TemporaryLedger() }

    @Test func `the store in memory and the one in a file conform`() async throws {
        #expect(try await RecordStoreConformance { RecordsInMemory() }.violations() == [])
        let path = folder.path + ".records"
        #expect(try await RecordStoreConformance { SQLiteRecords(path: path) }.violations() == [])
    }

    @Test func `what one process wrote another one sees, and again after a restart`() async throws {
        let path = folder.path + ".shared"
        let (first, second) = (SQLiteRecords(path: path), SQLiteRecords(path: path))
        try await first.write([StoredRecord(key: "a", value: [1])], in: collection)
        let seen = try await second.changes(in: collection, after: 0)
        #expect(seen.records.map(\.key) == ["a"])
        try await second.write([StoredRecord(key: "b", value: [2])], in: collection)
        #expect(try await first.changes(in: collection, after: seen.revision).records.map(\.key) == ["b"])
        #expect(try await SQLiteRecords(path: path).changes(in: collection, after: 0).records.count == 2)
    }

    @Test func `a reader that missed forgotten removals is told to begin anew`() async throws {
        let store = SQLiteRecords(path: folder.path + ".many")
        try await store.write([StoredRecord(key: "kept", value: [1])], in: collection)
        let early = try await store.changes(in: collection, after: 0).revision
        let keys = (0..<10_050).map { "k\($0)" }
        try await store.write(keys.map { StoredRecord(key: $0, value: [1]) }, in: collection)
        try await store.write(keys.map { StoredRecord(key: $0, value: []) }, in: collection)
        let late = try await store.changes(in: collection, after: early)
        #expect(late.isReset)
        #expect(late.records.map(\.key) == ["kept"])
    }

    @Test func `a file of something else is left as it is`() async throws {
        let path = folder.path + ".ledger"
        _ = try SQLiteLedger(path: path)
        let error = await #expect(throws: LedgerError.self) {
            try await SQLiteRecords(path: path).write([StoredRecord(key: "a", value: [1])], in: collection)
        }
        #expect(error?.code == .damaged)
    }
}
