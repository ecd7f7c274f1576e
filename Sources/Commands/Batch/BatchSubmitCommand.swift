package import ArgumentParser
import Composition
import LanguageModels
import Terminal

/// `farthing batch submit FILE`.
package struct BatchSubmitCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Hand a file of requests over, or go on with a submission that was cut off.")

    @Argument(help: "The file, one JSON object a line.", completion: .file(extensions: ["jsonl"]))
    var file: String

    @OptionGroup var options: BatchOptions

    package init() {}

    package func run() async throws {
        let (file, json, model) = (file, options.json, options.runtime.model.flatMap { ModelID($0) })
        try await options.withDesk { desk, output, errors in
            let bar = BatchView.progress("holding", to: errors)
            let report = try await desk.submit(
                BatchOptions.read(file), file: file, model: model, progress: bar.show)
            try bar.finish()
            try BatchView(output: output, json: json).show([report])
            if !json { try output.writeLine("`farthing batch collect \(file)` fetches and pays what is done.") }
        }
    }
}
