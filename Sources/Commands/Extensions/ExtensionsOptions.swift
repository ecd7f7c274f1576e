import ArgumentParser
import Composition
import ExactJSON
import Terminal

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
        try await CommandSite.run(json: json) { site in
            let catalogue = try ExtensionCatalogue(
                configurationFile: configurationFile, workingDirectory: site.workingDirectory,
                environment: site.environment)
            try await body(catalogue, site.output)
        }
    }

    /// Does the work and reports what goes wrong.
    func withOutput(_ body: (TerminalOutput) async throws -> Void) async throws {
        try await CommandSite.run(json: json) { site in try await body(site.output) }
    }
}
