import AgentRuntime
import ArgumentParser
import Composition
import HTTPAPI
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of commands that read or change the keys.
package struct KeysOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    package init() {}

    /// Opens the keys, does the work, and reports what goes wrong.
    func withKeys(_ body: (KeyFile, any LedgerStore, TerminalOutput) async throws -> Void) async throws {
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        do {
            let (keys, ledger) = try ComposedRuntime.keys(
                configurationFile: configurationFile, workingDirectory: FileManager.default.currentDirectoryPath,
                environment: environment)
            try await body(keys, ledger, output)
        } catch let error as TerminalError where error == .outputClosed {
            throw ExitCode(1)
        } catch let error as KeyFile.Failure {
            throw ErrorReport(type: "keys", message: error.description, exitCode: 1)
                .print(json: json, output: output, errors: errors)
        } catch let error as ValidationError {
            throw ErrorReport(type: "usage", message: error.message, exitCode: 2)
                .print(json: json, output: output, errors: errors)
        } catch {
            throw ErrorReport(error).print(json: json, output: output, errors: errors)
        }
    }
}
