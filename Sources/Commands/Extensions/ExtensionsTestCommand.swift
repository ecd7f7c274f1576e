package import ArgumentParser
import ExactJSON
import ExtensionKit
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing extensions test DIR`: an extension against a scripted model.
package struct ExtensionsTestCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run an extension's tests against a scripted model.",
        discussion: """
            Each tests/NAME.yaml in its folder says what a person says and what the model answers. What happens — every \
            hook point, what the extension changes there, what the model is asked, what tools do — is compared with \
            tests/NAME.trace. No provider is asked, and the clock stands still.
            """)

    @Argument(help: "The extension's folder.", completion: .directory)
    var folder = "."

    @Flag(help: "Write down what happens as what should.")
    var record = false

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withOutput { output in
            let path =
                folder.hasPrefix("/") ? folder : "\(FileManager.default.currentDirectoryPath)/\(folder)"
            let trial = try FolderTrial(folder: path, environment: ProcessInfo.processInfo.environment)
            guard !trial.names.isEmpty else {
                throw KitProblem(
                    "\(folder) has no tests: write tests/NAME.yaml with messages: and replies:.")
            }
            var failed = 0
            for name in trial.names {
                let outcome: FolderTrial.Outcome
                do { outcome = try await trial.outcome(of: name, records: record) } catch let error
                    as KitProblem
                {
                    outcome = FolderTrial.Outcome(name: name, differences: [error.description])
                }
                if !outcome.isGood { failed += 1 }
                try write(outcome, output)
            }
            if !options.json {
                try output.writeLine("\(trial.names.count - failed) passed, \(failed) failed")
            }
            if failed > 0 { throw ExitCode(1) }
        }
    }

    private func write(_ outcome: FolderTrial.Outcome, _ output: TerminalOutput) throws {
        if options.json {
            let object: JSONValue = [
                "test": .string(outcome.name), "passed": .bool(outcome.isGood),
                "differences": .array(outcome.differences.map { .string($0) }),
            ]
            return try output.writeLine(object.text)
        }
        try output.writeLine(
            "\(outcome.name): \(outcome.isRecorded ? "recorded" : outcome.isGood ? "ok" : "failed")")
        for line in outcome.differences { try output.writeLine("  \(TextSanitizer.sanitized(line))") }
    }
}
