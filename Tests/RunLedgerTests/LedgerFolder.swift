import AgentRuntime
import FarthingTesting
import NIOConcurrencyHelpers

/// Opens one temporary ledger after the other and keeps their folders until the test is over.
final class LedgerFolder: Sendable {
    private let files = NIOLockedValueBox<[TemporaryLedger]>([])

    func open() throws -> any LedgerStore {
        let file = try TemporaryLedger()
        files.withLockedValue { $0.append(file) }
        return try file.open()
    }
}
