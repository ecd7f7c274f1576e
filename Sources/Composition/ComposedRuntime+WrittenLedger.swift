package import AgentRuntime
import AgentSettings
import RunLedger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ComposedRuntime {
    /// Opens the ledger that a runtime with these settings would use; nil when none was written yet.
    ///
    /// - Throws: `SettingsError`, `LedgerError`.
    package static func writtenLedger(
        configurationFile: String?, workingDirectory: String, environment: [String: String]
    ) throws -> (any LedgerStore)? {
        let loaded = try settings(configurationFile, workingDirectory, environment)
        guard let path = loaded.databasePath, FileManager.default.fileExists(atPath: path) else { return nil }
        return try ledger(loaded)
    }
}
