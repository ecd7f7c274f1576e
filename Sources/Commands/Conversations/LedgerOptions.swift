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
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        do {
            let ledger = try ComposedRuntime.openLedger(
                configurationFile: configurationFile, workingDirectory: FileManager.default.currentDirectoryPath,
                environment: environment)
            try await body(ledger, output)
        } catch let error as TerminalError where error == .outputClosed {
            throw ExitCode(1)
        } catch let error as ExitCode {
            throw error
        } catch {
            throw ErrorReport(error).print(json: json, output: output, errors: errors)
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
