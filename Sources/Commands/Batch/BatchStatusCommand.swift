package import ArgumentParser
import Composition
import Terminal

/// `farthing batch status [FILE]`.
package struct BatchStatusCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How a file's batches stand; without a file, everything submitted from here.")

    @Argument(help: "The file that was submitted.", completion: .file(extensions: ["jsonl"]))
    var file: String?

    @OptionGroup var options: BatchOptions

    package init() {}

    package func run() async throws {
        let (file, json) = (file, options.json)
        try await options.withDesk { desk, output, _ in
            let view = BatchView(output: output, json: json)
            if let file { return try view.show([try await desk.status(BatchOptions.read(file))]) }
            let all = try desk.submitted()
            if all.isEmpty, !json { return try output.writeLine("Nothing was submitted from here yet.") }
            try view.show(all)
        }
    }
}
