import AgentRuntime
import FarthingTesting
import Testing

@testable import RunLedger

@Suite struct LedgerConformanceTests {
    @Test func `the ledger in memory conforms`() async {
        let violations = await LedgerConformance { InMemoryLedger() }.violations()
        #expect(violations == [])
    }

    @Test func `the SQLite ledger in a file conforms`() async {
        let folder = LedgerFolder()
        let violations = await LedgerConformance { try folder.open() }.violations()
        #expect(violations == [])
    }

    @Test func `the SQLite ledger in memory conforms`() async {
        let violations = await LedgerConformance { try SQLiteLedger(inMemory: SystemClock()) }.violations()
        #expect(violations == [])
    }
}
