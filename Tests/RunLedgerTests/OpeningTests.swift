import AgentRuntime
import FarthingTesting
import Foundation
import GRDB
import Testing

@testable import RunLedger

@Suite struct OpeningTests {
    private let file: TemporaryLedger

    init() throws { file = try TemporaryLedger() }

    private func errorOnOpening() throws -> LedgerError {
        try #require(throws: LedgerError.self) {
            _ = try SQLiteLedger(path: file.path, busyTimeout: .milliseconds(1))
        }
    }

    private func edit(_ sql: String) throws {
        try DatabaseQueue(path: file.path).writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `the file and its folder are for their owner only`() async throws {
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent().path + "/a/b"
        let path = folder + "/farthing.db"
        let ledger = try SQLiteLedger(path: path)
        try await ledger.commit([LedgerSample().start])
        for name in ["", "-wal", "-shm"] { #expect(try mode(path + name) == 0o600) }
        #expect(try mode(folder) == 0o700)
        #expect(try mode(folder + "/..") == 0o700)
    }

    @Test func `a file that others could read is closed to them`() throws {
        _ = try SQLiteLedger(path: file.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        _ = try SQLiteLedger(path: file.path)
        #expect(try mode(file.path) == 0o600)
    }

    @Test func `durability is what SQLite has, also after the first commits`() async throws {
        // SQLite always syncs a commit's log; what that means is the log's (CLedgerLog), which tells a commit from a
        // checkpoint by the second setting.
        for durability in [LedgerDurability.normal, .full] {
            let ledger = try SQLiteLedger(path: file.path, durability: durability)
            #expect(try ledger.synchronous == (commits: 2, checkpoints: 1))
            try await ledger.commit([LedgerSample().start])
            _ = try await ledger.conversations(limit: 1)
            #expect(try ledger.synchronous == (commits: 2, checkpoints: 1))
        }
    }

    @Test func `a file of a newer version is refused and left as it is`() throws {
        _ = try SQLiteLedger(path: file.path)
        try edit("PRAGMA user_version = \(Migration.currentVersion + 1)")
        let before = try Data(contentsOf: URL(fileURLWithPath: file.path))
        let error = try errorOnOpening()
        #expect(error.code == .newerVersion)
        #expect(error.message.contains("Update farthing"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == before)
    }

    @Test func `a file that is no database is refused and left as it is`() throws {
        let text = Data(String(repeating: "not a database, but long enough for a header\n", count: 99).utf8)
        try text.write(to: URL(fileURLWithPath: file.path))
        let error = try errorOnOpening()
        #expect(error.code == .damaged)
        #expect(error.message.contains("farthing doctor"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == text)
    }

    @Test func `another program's database is refused`() throws {
        try edit("CREATE TABLE recipe (name TEXT)")
        #expect(try errorOnOpening().code == .damaged)
    }

    @Test func `a file that was cut off is damaged, not empty`() async throws {
        do {
            let ledger = try SQLiteLedger(path: file.path)
            try await ledger.commit([LedgerSample().start])
        }
        let handle = try #require(FileHandle(forWritingAtPath: file.path))
        try handle.truncate(atOffset: 3 * UInt64(Migration.pageSize))
        try handle.close()
        #expect(try errorOnOpening().code == .damaged)
    }

    @Test func `overwritten pages are damage, found by the check and by whoever reads them`() async throws {
        let sample = LedgerSample()
        var page = 0
        do {
            let ledger = try SQLiteLedger(path: file.path)
            try await ledger.commit([sample.start, sample.turnStart])
            #expect(try await ledger.integrityCheck() == [])
            page = try ledger.rootPage(of: "conversation")
        }
        let handle = try #require(FileHandle(forWritingAtPath: file.path))
        try handle.seek(toOffset: UInt64((page - 1) * Migration.pageSize))
        try handle.write(contentsOf: Data(repeating: 0xA5, count: Migration.pageSize))
        try handle.close()
        let ledger = try SQLiteLedger(path: file.path)
        #expect(try await ledger.integrityCheck() != [])
        let error = await #expect(throws: LedgerError.self) { _ = try await ledger.conversations(limit: 9) }
        #expect(error?.code == .damaged)
    }

    @Test func `a folder in the file's place is refused`() throws {
        try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: true)
        #expect(try errorOnOpening().code == .damaged)
    }

    @Test func `a place where no file can be made is named`() throws {
        let error = try #require(throws: LedgerError.self) { _ = try SQLiteLedger(path: "/dev/null/farthing.db") }
        #expect(error.code == .readOnly)
        #expect(error.message.contains("/dev/null"))
    }

    @Test func `another process's transaction is waited for and then reported`() async throws {
        let ledger = try SQLiteLedger(path: file.path, busyTimeout: .milliseconds(1))
        let sample = LedgerSample()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let holder = try DatabaseQueue(path: file.path, configuration: configuration)
        try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let error = await #expect(throws: LedgerError.self) { try await ledger.commit([sample.start]) }
        #expect(error?.code == .locked)
        #expect(error?.message.contains(file.path) == true)
        try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await ledger.commit([sample.start])
        #expect(try await ledger.conversations(limit: 9).count == 1)
    }

    @Test func `a full disk refuses the commit whole, and the next one goes on`() async throws {
        let ledger = try SQLiteLedger(path: file.path)
        let sample = LedgerSample()
        try await ledger.commit([sample.start, sample.turnStart])
        try ledger.execute("PRAGMA max_page_count = 60")
        let large = sample.message(String(repeating: "x", count: 400_000))
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.commit([.messageAdded(sample.message("small")), .messageAdded(large)])
        }
        #expect(error?.code == .diskFull)
        try ledger.execute("PRAGMA max_page_count = 1000000")
        #expect(try await ledger.conversation(sample.conversation)?.messages == [])
        try await ledger.commit([.messageAdded(large)])
        #expect(try await ledger.conversation(sample.conversation)?.messages == [large])
    }

    @Test func `opening twice at once makes one schema`() async throws {
        let path = file.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { try await SQLiteLedger(path: path).commit([LedgerSample().start]) }
            }
            try await group.waitForAll()
        }
        #expect(try await SQLiteLedger(path: path).conversations(limit: 99).count == 8)
    }
}
