public import AgentRuntime
import RunLedger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A real ledger in a folder of its own, which is removed with the object.
public final class TemporaryLedger: Sendable {
    /// The file; it exists from the first `open` on.
    public let path: String
    private let folder: String

    /// Makes an empty folder for the file.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "farthing-ledger-\(UUID())").path()
        path = folder + "/farthing.db"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        // A folder that is gone already, or that the test made unremovable, does no harm in the temporary folder.
        do { try FileManager.default.removeItem(atPath: folder) } catch {}
    }

    /// Opens the ledger, as often as the test likes, also several times at once.
    ///
    /// - Parameters:
    ///   - clock: Says when `recover` ended what was left open.
    ///   - survivesPowerCut: Whether a commit waits for the disk.
    /// - Throws: `LedgerError`.
    public func open(
        clock: any RuntimeClock = SystemClock(), survivesPowerCut: Bool = false
    ) throws -> any LedgerStore {
        try SQLiteLedger(path: path, durability: survivesPowerCut ? .full : .normal, clock: clock)
    }
}
