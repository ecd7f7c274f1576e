package import ArgumentParser
import ComplexityRouting
import Composition
import ExactJSON
import Terminal

/// `farthing route explain`: why a message would go to its tier.
package struct RouteExplainCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Why a message would go to its tier. Asks no model.")

    @Argument(help: "The message.")
    var text: [String]

    @Flag(help: "Print JSON.")
    var json = false

    @Option(name: .customLong("model"), help: "What `route train --out` wrote; your own learned state by default.")
    var file: String?

    @OptionGroup var options: RouteOptions

    package init() {}

    package func run() async throws {
        try RouteOptions.reporting(json: json) { output, _ in
            let setup = try options.setup()
            let predictor = try options.predictor(file: file, setup)
            let scored = ScoredMessage(text.joined(separator: " "), predictor: predictor, setup: setup)
            if json {
                let more: [(String, JSONValue)] = [
                    ("confidence", .rounded(scored.prediction.confidence)),
                    ("learned_from", JSONValue(predictor.outcomes)),
                    (
                        "sources",
                        .object(
                            JSONObject(
                                predictor.sources.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) }))
                    ),
                    ("thresholds", ["simple": .rounded(setup.cuts.simple), "standard": .rounded(setup.cuts.standard)]),
                    ("sentence", .string(sentence(scored, predictor, setup))),
                ]
                return try output.writeLine(JSONValue.object(JSONObject(scored.members + more)).text)
            }
            try write(scored, output)
            try output.writeLine(sentence(scored, predictor, setup))
        }
    }

    private func write(_ scored: ScoredMessage, _ output: TerminalOutput) throws {
        var table = Table([.init("factor"), .number("value"), .number("weight"), .number("adds")])
        for factor in scored.prediction.factors where factor.value != 0 {
            table.add([
                factor.name, factor.value.places(2), factor.weight.places(2), (factor.value * factor.weight).places(3),
            ])
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
        guard !scored.quality.isEmpty else { return }
        try output.writeLine("")
        var models = Table([.init("model"), .number("good answer")])
        for (model, chance) in scored.quality { models.add([model, "\(Int((chance * 100).rounded())) %"]) }
        try output.write(models.rendered(width: output.columns, palette: output.palette))
        try output.writeLine("")
    }

    private func sentence(_ scored: ScoredMessage, _ predictor: Predictor, _ setup: RoutingSetup) -> String {
        let sure = Int((scored.prediction.confidence * 100).rounded())
        let learned =
            predictor.outcomes == 0
            ? "nothing was learned yet, so it goes by the signs in the message"
            : "\(sure) % of it learned from \(predictor.outcomes) outcomes"
                + (predictor.sources.isEmpty ? "" : " (\(predictor.sourcesText))")
        return "Score \(scored.prediction.score.places(3)) is \(scored.tier.rawValue) "
            + "(simple < \(setup.cuts.simple.places(2)) ≤ standard < \(setup.cuts.standard.places(2)) ≤ premium); "
            + "\(learned)."
    }
}

extension Double {
    /// The number with that many decimals.
    func places(_ count: Int) -> String {
        var text = JSONValue.rounded(self, places: count).numberValue?.text ?? "0"
        if !text.contains(".") { text += "." }
        while text.drop(while: { $0 != "." }).count <= count { text += "0" }
        return text
    }
}
