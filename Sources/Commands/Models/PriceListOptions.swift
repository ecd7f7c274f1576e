import AgentSettings
import ArgumentParser
import ExactJSON
import Money
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of commands that read the price list and call no model.
struct PriceListOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    init() {}

    /// Opens the price list in use with the settings' prices on top, does the work, and reports what goes wrong.
    func withPrices(json: Bool, _ body: (PriceList, TerminalOutput) throws -> Void) throws {
        try reporting(json: json) { output in
            let environment = ProcessInfo.processInfo.environment
            let loaded = try LoadedSettings.load(
                SettingsRequest(
                    configuration: configurationFile, workingDirectory: FileManager.default.currentDirectoryPath,
                    environment: environment))
            var list = try loaded.folders.state.map { try PriceListStore(folder: $0).listInUse() } ?? .embedded
            for (model, price) in loaded.settings.prices.sorted(by: { $0.key < $1.key }) {
                for entry in price.entries { try list.add(model: model, fields: entry) }
            }
            try body(list, output)
        }
    }

    /// Runs `body` and turns its errors into a message and an exit code.
    func reporting(json: Bool, _ body: (TerminalOutput) throws -> Void) throws {
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        do {
            try body(output)
        } catch let error as ExitCode {
            throw error
        } catch is TerminalError {
            throw ExitCode(1)  // nobody reads the output any more
        } catch {
            let problem = PriceProblem(error)
            do {
                try json ? output.writeLine(problem.json.text) : errors.writeLine("farthing: \(problem.message)")
            } catch {
                throw ExitCode(1)  // nobody reads it
            }
            throw ExitCode(problem.exitCode)
        }
    }
}
