package import ArgumentParser
import ComplexityRouting
import Composition
import ExactJSON
import RoutingTraining
import Terminal

/// `farthing route train`: learns from a file of outcomes.
package struct RouteTrainCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Learn from labelled messages, or from the verdicts in your own ledger.",
        discussion: """
            Each line of --data is an object with "prompt" (or "query") and either "weak_correct" and \
            "strong_correct" or "correct": {MODEL: 0…1}, optionally "cost": {MODEL: USD}. Files may be packed with gzip. Lines that cannot \
            be read are named and passed over. Without --out the result replaces what was learned so far.
            """)

    @Option(name: .customLong("data"), help: "The file; may be given several times.")
    var files: [String] = []

    @Flag(name: .customLong("from-ledger"), help: "Learn anew from the verdicts in your own ledger.")
    var fromLedger = false

    @Option(name: .customLong("out"), help: "Where to write the model instead of your own learned state.")
    var out: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: RouteOptions

    package init() {}

    package func validate() throws {
        guard files.isEmpty == fromLedger else {
            throw ValidationError("Give --data FILE, or --from-ledger: one of them.")
        }
    }

    package func run() async throws {
        if fromLedger { return try await learnFromLedger() }
        try RouteOptions.reporting(json: json) { output, errors in
            let target = try out.map { PredictorStore(path: $0) } ?? options.setup().store
            guard let target else {
                throw PredictorError(.unreadable, "there is no home folder to keep it in: set HOME, or give --out")
            }
            let samples = try RouteData.samples(files, errors)
            var display = ProgressDisplay("training", total: 100, to: errors)
            let predictor = Trainer.train(samples, line: Trainer.Line(samples)) { done in
                try? display.advance(to: Int(done * 100))  // the picture is no part of the work
            }
            try display.finish()
            try target.save(predictor)
            let size = predictor.bytes.count
            if json {
                let report: JSONValue = [
                    "outcomes": JSONValue(predictor.outcomes), "bytes": JSONValue(size),
                    "models": .array(predictor.models.map { .string($0) }),
                    "weakest": predictor.weakest.map { .string($0) } ?? .null,
                    "strongest": predictor.strongest.map { .string($0) } ?? .null, "file": .string(target.path),
                ]
                return try output.writeLine(report.text)
            }
            try output.writeLine(
                "Learned from \(predictor.outcomes) messages about \(predictor.models.count) models, from "
                    + "\(predictor.weakest ?? "-") to \(predictor.strongest ?? "-"): \(target.path), "
                    + "\(size / 1_000) kB.")
        }
    }
}
