import AgentRuntime
import ArgumentParser
import Composition
import HTTPAPI
import Terminal

/// The options of commands that read or change the keys.
package struct KeysOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    package init() {}

    /// Opens the keys, does the work, and reports what goes wrong.
    func withKeys(_ body: (KeyFile, any LedgerStore, TerminalOutput) async throws -> Void) async throws {
        try await CommandSite.run(json: json) { site in
            let (keys, ledger) = try ComposedRuntime.keys(
                configurationFile: configurationFile, workingDirectory: site.workingDirectory,
                environment: site.environment)
            try await body(keys, ledger, site.output)
        }
    }
}
