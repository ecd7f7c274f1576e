package import AgentRuntime
import GRDB

/// The ledger in a SQLite file.
///
/// Writes go through one connection in transactions that many callers share (`CommitQueue`); reads go through another
/// beside them. Any number of processes may use the file at once. The file is made on first use, readable by its
/// owner only.
package final class SQLiteLedger: LedgerStore {
    let connections: LedgerConnections
    let writer: LedgerWriter
    private let queue: CommitQueue
    private let isAlive: @Sendable (ProcessIdentity) -> Bool

    /// Opens the ledger at `path`, making it when there is none.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - durability: What a commit survives.
    ///   - clock: Says when `recover` ended what was left open.
    ///   - busyTimeout: How long to wait for another process's transaction.
    ///   - process: Who writes: the owner of the turns it begins.
    ///   - isAlive: Whether the process that began a turn still runs.
    /// - Throws: `LedgerError`: `locked`, `readOnly`, `newerVersion`, `damaged`, `diskFull`, `failed`.
    package convenience init(
        path: String, durability: LedgerDurability = .normal, clock: any RuntimeClock = SystemClock(),
        busyTimeout: Duration = .seconds(5), process: ProcessIdentity = .current,
        isAlive: @escaping @Sendable (ProcessIdentity) -> Bool = { $0.isAlive }
    ) throws {
        let connections = try LedgerConnections(path: path, durability: durability, busyTimeout: busyTimeout)
        self.init(
            connections, checkpointer: Checkpointer(path: path), clock: clock, process: process, isAlive: isAlive)
    }

    /// Makes a ledger in memory, which is gone with the object.
    package convenience init(inMemory clock: any RuntimeClock = SystemClock()) throws {
        let connections = try LedgerConnections(path: nil, durability: .normal, busyTimeout: .zero)
        self.init(connections, checkpointer: nil, clock: clock, process: .current, isAlive: { $0.isAlive })
    }

    private init(
        _ connections: LedgerConnections, checkpointer: Checkpointer?, clock: any RuntimeClock,
        process: ProcessIdentity, isAlive: @escaping @Sendable (ProcessIdentity) -> Bool
    ) {
        let writer = LedgerWriter(
            path: connections.name, process: process, clock: clock, checkpointer: checkpointer)
        self.connections = connections
        self.writer = writer
        self.isAlive = isAlive
        queue = CommitQueue { batch in
            connections.writer.writeWithoutTransaction { writer.commit(batch, in: $0) }
        }
    }

    /// Appends facts, all or none; see `LedgerStore`.
    package func commit(_ facts: [LedgerFact]) async throws {
        guard !facts.isEmpty else { return }
        try await queue.commit(facts)
    }

    /// The conversation; see `LedgerStore`.
    package func conversation(_ id: ConversationID) async throws -> StoredConversation? {
        try connections.read { try LedgerReader($0).conversation(id) }
    }

    /// The latest conversations; see `LedgerStore`.
    package func conversations(limit: Int) async throws -> [ConversationSummary] {
        try connections.read { try LedgerReader($0).summaries(limit: limit) }
    }

    /// What the matching attempts cost; see `LedgerStore`.
    package func spend(_ filter: SpendFilter) async throws -> SpendSummary {
        try connections.read { try LedgerReader($0).spend(filter) }
    }

    /// The matching attempts; see `LedgerStore`.
    package func attempts(_ filter: SpendFilter, limit: Int) async throws -> [AttemptRecord] {
        try connections.read { try LedgerReader($0).attempts(filter, limit: limit) }
    }

    /// What the matching entries cost; see `CostBook`.
    package func costs(_ query: CostQuery) async throws -> CostReport {
        var builder = try CostReportBuilder(query)
        builder = try connections.read { [builder] db in
            var builder = builder
            try CostReader(LedgerReader(db)).collect(query, into: &builder)
            return builder
        }
        return try builder.report()
    }

    /// How many tasks have ended; see `LedgerStore`.
    package func tasks(
        since: Timestamp?, until: Timestamp?, in conversation: ConversationID?, limit: Int
    ) async throws -> TaskCount? {
        try connections.read {
            try LedgerReader($0).tasks(since: since, until: until, in: conversation, limit: limit)
        }
    }

    /// What providers reported of estimated prompts; see `LedgerStore`.
    package func promptReports(latest limit: Int) async throws -> [PromptReport] {
        try connections.read { try LedgerReader($0).promptReports(latest: limit) }
    }

    /// The decision of that id; see `LedgerStore`.
    package func decision(_ id: DecisionID) async throws -> DecisionRecord? {
        try connections.read { try LedgerReader($0).decision(id) }
    }

    /// The latest verdicts; see `LedgerStore`.
    package func verdicts(since: Timestamp?, latest limit: Int) async throws -> [AnswerVerdict] {
        try connections.read { try LedgerReader($0).verdicts(since: since, latest: limit) }
    }

    /// The compactions of a conversation; see `LedgerStore`.
    package func compactions(of id: ConversationID) async throws -> [CompactionRecord] {
        try connections.read { try LedgerReader($0).compactions(of: id) }
    }

    /// Every fact of a conversation; see `LedgerStore`.
    package func facts(of id: ConversationID) async throws -> [LedgerFact] {
        try connections.read { try LedgerReader($0).facts(of: id) }
    }

    /// Removes a conversation's messages and turns; see `LedgerStore`.
    package func delete(_ id: ConversationID) async throws {
        try connections.write { try writer.delete(id, in: $0) }
    }

    /// Ends what dead processes left open; see `LedgerStore`.
    package func recover() async throws -> RecoveryReport {
        try connections.write { db in
            let report = try writer.recover(in: db, isAlive: isAlive)
            _ = try writer.expireHolds(in: db)
            return report
        }
    }

    /// Computes the totals of conversations and the roll-ups of costs anew from the attempts.
    ///
    /// - Throws: `LedgerError`.
    package func rebuildTotals() async throws {
        try connections.write { try writer.rebuildTotals(in: $0) }
    }

    /// Checks the whole file: its structure, its references, and that the totals are what the attempts add up to.
    ///
    /// - Returns: what is wrong, in words; empty when nothing is.
    /// - Throws: `LedgerError` when the file cannot be read at all.
    package func integrityCheck() async throws -> [String] {
        do {
            return try connections.read { try LedgerReader($0).problems() }
        } catch let error as LedgerError where error.code == .damaged {
            return [error.message]
        }
    }

    /// Adds the next attempts that wait to the roll-ups, which commits do by themselves when many wait.
    func fold(atMost limit: Int) throws {
        try connections.write { db in
            _ = try writer.transaction(in: db, facts: 0) { try writer.fold(atMost: limit, db) }
        }
    }

    /// What SQLite has for `PRAGMA synchronous` (2 is full) and `PRAGMA checkpoint_fullfsync`.
    var synchronous: (commits: Int, checkpoints: Int) {
        get throws {
            try connections.write { db in
                (
                    try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1,
                    try Int.fetchOne(db, sql: "PRAGMA checkpoint_fullfsync") ?? -1
                )
            }
        }
    }

    /// Where a table begins in the file, counted in pages from 1.
    func rootPage(of table: String) throws -> Int {
        try connections.write { db in
            try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?", arguments: [table]) ?? 0
        }
    }

    /// Runs any SQL on the writing connection, beside all rules: for tests that break things.
    func execute(_ sql: String) throws { try connections.write { try $0.execute(sql: sql) } }
}
