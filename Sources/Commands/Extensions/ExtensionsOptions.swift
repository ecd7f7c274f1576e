import ArgumentParser
import Composition
import ExactJSON
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of commands that look at extensions and start none.
package struct ExtensionsOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    package init() {}

    /// Says what was done.
    static func report(
        _ done: [String], otherwise: String, json: Bool, _ output: TerminalOutput
    ) throws {
        if json {
            try output.writeLine((["done": .array(done.map { .string($0) })] as JSONValue).text)
        } else {
            for line in done.isEmpty ? [otherwise] : done { try output.writeLine(TextSanitizer.sanitized(line)) }
        }
    }

    /// Looks at the extensions, does the work, and reports what goes wrong.
    func withCatalogue(_ body: (ExtensionCatalogue, TerminalOutput) async throws -> Void) async throws {
        try await withOutput { output in
            let catalogue = try ExtensionCatalogue(
                configurationFile: configurationFile, workingDirectory: FileManager.default.currentDirectoryPath,
                environment: ProcessInfo.processInfo.environment)
            try await body(catalogue, output)
        }
    }

    /// Does the work and reports what goes wrong.
    func withOutput(_ body: (TerminalOutput) async throws -> Void) async throws {
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        do {
            try await body(output)
        } catch let error as TerminalError where error == .outputClosed {
            throw ExitCode(1)
        } catch let error as ExitCode {
            throw error
        } catch {
            throw ErrorReport(error).print(json: json, output: output, errors: errors)
        }
    }
}
