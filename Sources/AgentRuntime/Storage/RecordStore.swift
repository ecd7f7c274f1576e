/// Where extensions keep what outlives a process: records by key, in collections.
///
/// Every store passes `RecordStoreConformance` in `FarthingTesting`. Several processes may use one at a time: what
/// another one wrote shows at the next look.
public protocol RecordStore: Sendable {
    /// Whether there is surely nothing in it; cheap, and asks no disk for more than whether a file is there.
    var isEmpty: Bool { get }

    /// What changed in a collection since a revision, oldest change first; from revision 0 everything that is there.
    ///
    /// - Throws: `LedgerError`.
    func changes(in collection: RecordCollection, after revision: Int64) async throws -> RecordChanges

    /// Writes records, all or none; an empty value removes the record.
    ///
    /// - Throws: `LedgerError`.
    func write(_ records: [StoredRecord], in collection: RecordCollection) async throws
}

/// A set of records of one extension.
public struct RecordCollection: Sendable, Hashable {
    /// The extension.
    public var owner: String
    /// The set's name, unique among the extension's own.
    public var name: String

    /// Names a collection.
    public init(owner: String, name: String) {
        self.owner = owner
        self.name = name
    }
}

/// A record.
public struct StoredRecord: Sendable, Hashable {
    /// The key, unique in its collection.
    public var key: String
    /// The value; empty for one that was removed.
    public var value: [UInt8]

    /// Makes a record.
    public init(key: String, value: [UInt8]) {
        self.key = key
        self.value = value
    }
}

/// What changed in a collection.
public struct RecordChanges: Sendable, Hashable {
    /// The records as they are now.
    public var records: [StoredRecord]
    /// What to ask with next time.
    public var revision: Int64
    /// Whether the reader has to begin anew and forget what it knows: removals it has not seen are no longer listed.
    public var isReset: Bool

    /// Makes a list of changes.
    public init(records: [StoredRecord], revision: Int64, isReset: Bool = false) {
        self.records = records
        self.revision = revision
        self.isReset = isReset
    }
}
