import AgentRuntime
import ArgumentParser
import Composition
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of commands that read the ledger and call no model.
package struct LedgerOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    package init() {}

    /// Opens the ledger, does the work, and reports what goes wrong.
    func withLedger(
        json: Bool = false, _ body: (any LedgerStore, TerminalOutput) async throws -> Void
    ) async throws {
        try await CommandSite.run(json: json) { site in
            let ledger = try ComposedRuntime.openLedger(
                configurationFile: configurationFile, workingDirectory: site.workingDirectory,
                environment: site.environment)
            try await body(ledger, site.output)
        }
    }

    /// The budgets of the settings.
    func budgetPlan() throws -> BudgetPlan {
        try ComposedRuntime.budgetPlan(
            configurationFile: configurationFile, workingDirectory: FileManager.default.currentDirectoryPath,
            environment: ProcessInfo.processInfo.environment)
    }

    /// What is to be said of the machine that runs local models.
    func localMachine(_ book: any CostBook) async throws -> [String] {
        try await ComposedRuntime.localMachine(
            configurationFile: configurationFile, workingDirectory: FileManager.default.currentDirectoryPath,
            environment: ProcessInfo.processInfo.environment, book: book)
    }
}
