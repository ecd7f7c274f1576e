package import ArgumentParser
import Composition
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing batch collect FILE`.
package struct BatchCollectCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "collect", abstract: "Fetch and pay what is done; once all is, write the outcomes.",
        discussion: "Exit code 1 says that something is still being worked on; with --wait it waits.")

    @Argument(help: "The file that was submitted.", completion: .file(extensions: ["jsonl"]))
    var file: String

    @Option(help: "Where the outcomes go, one JSON object a line; - is standard output. FILE.results.jsonl by default.")
    var output: String?

    @Flag(help: "Wait until everything is done.")
    var wait = false

    @OptionGroup var options: BatchOptions

    package init() {}

    package func run() async throws {
        let (file, json, target, waits) = (file, options.json, output ?? "\(file).results.jsonl", wait)
        try await options.withDesk { desk, output, errors in
            let bar = BatchView.progress("done", to: errors)
            let (report, lines) = try await desk.collect(
                BatchOptions.read(file), waits: waits, progress: bar.show)
            try bar.finish()
            guard let lines else {
                try BatchView(output: output, json: json).show([report])
                throw ExitCode(1)
            }
            guard target != "-" else { return try output.write(String(decoding: lines, as: UTF8.self)) }
            do { try Data(lines).write(to: URL(filePath: target), options: .atomic) } catch {
                throw BatchProblem("\(target) cannot be written: \(error)")
            }
            try BatchView(output: output, json: json).show([report])
            if !json { try output.writeLine("Outcomes: \(target)") }
        }
    }
}
