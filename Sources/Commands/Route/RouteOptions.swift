import AgentSettings
import ArgumentParser
import ComplexityRouting
import Composition
import ExactJSON
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of the `route` commands.
struct RouteOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    init() {}

    /// Reads the settings.
    func setup() throws -> RoutingSetup {
        try RoutingSetup(
            configurationFile: configurationFile, workingDirectory: FileManager.default.currentDirectoryPath,
            environment: ProcessInfo.processInfo.environment)
    }

    /// The predictor of a file, or the user's own, or the cold start.
    func predictor(file: String?, _ setup: RoutingSetup) throws -> Predictor {
        if let file {
            guard let stored = try PredictorStore(path: file).load() else {
                throw PredictorError(.unreadable, "there is no file \(file)")
            }
            return stored
        }
        return try setup.store?.load() ?? Predictor()
    }

    /// Runs `body` and turns its errors into a message and an exit code.
    static func reporting(json: Bool, _ body: (_ output: TerminalOutput, _ errors: TerminalOutput) throws -> Void)
        throws
    {
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        do {
            try body(output, errors)
        } catch let error as ExitCode {
            throw error
        } catch is TerminalError {
            throw ExitCode(1)  // nobody reads the output any more
        } catch {
            let (type, message, code): (String, String, Int32) =
                switch error {
                case let error as PredictorError: ("routing_\(error.code.rawValue)", error.message, 2)
                case let error as SettingsError: ("settings", error.description, 2)
                default: ("failed", "\(error)", 1)
                }
            let report: JSONValue = [
                "error": ["type": .string(type), "message": .string(message), "hint": .null]
            ]
            try json
                ? output.writeLine(report.text)
                : errors.writeLine("farthing: \(TextSanitizer.sanitized(message))")
            throw ExitCode(code)
        }
    }
}
