package import ArgumentParser
import Composition
import ExactJSON
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing doctor`: what is there, what is missing, and how to get it.
package struct DoctorCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what is missing and how to get it.",
        discussion: "Looks only at this machine: nothing is sent anywhere. Exit code 1 when something is broken.")

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Compute totals and roll-ups of costs anew from the ledger's entries first.")
    var rebuild = false

    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    package init() {}

    package func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        if rebuild {
            let errors = TerminalOutput(descriptor: 2, environment: environment)
            do {
                try await ComposedRuntime.rebuildLedger(
                    configurationFile: configurationFile,
                    workingDirectory: FileManager.default.currentDirectoryPath, environment: environment)
            } catch { throw ErrorReport(error).print(json: json, output: output, errors: errors) }
        }
        let findings = await Diagnosis.findings(
            configurationFile: configurationFile, workingDirectory: FileManager.default.currentDirectoryPath,
            environment: environment)
        if json {
            let list = findings.map { finding -> JSONValue in
                [
                    "check": .string(finding.check), "state": .string(finding.state.rawValue),
                    "detail": .string(finding.detail), "remedy": finding.remedy.map { .string($0) } ?? .null,
                ]
            }
            try output.writeLine((["findings": .array(list)] as JSONValue).text)
        } else {
            for finding in findings {
                let (mark, style): (String, Style) =
                    switch finding.state {
                    case .good: ("✓", .green)
                    case .note: ("·", .dim)
                    case .bad: ("✗", .red)
                    }
                try output.writeLine(
                    "\(output.palette.apply(style, to: mark)) \(finding.check): "
                        + TextSanitizer.sanitized(finding.detail))
                if let remedy = finding.remedy { try output.writeLine("  → \(TextSanitizer.sanitized(remedy))") }
            }
        }
        if findings.contains(where: { $0.state == .bad }) { throw ExitCode(1) }
    }
}
