package import ArgumentParser
import ComplexityRouting
import ExactJSON
import RoutingTraining
import Terminal

/// `farthing route eval`: what the predictor is worth on labelled messages.
package struct RouteEvalCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Measure the predictor on labelled messages it has not seen.",
        discussion: """
            Ten-fold cross-validation; APGR is the area under the share of the weak-to-strong gap recovered against \
            the share of strong calls (random: 0.500), CPT50 and CPT80 the share of strong calls that recovers half \
            and four fifths of it. "others" learned from the other benchmarks only. The cold start's weights over \
            counts and length were fitted on the public RouteLLM and LLMRouter sets, so on those its own figure, and a \
            little of the learned one, is not unseen. With --online: cold at first, fed 80 % of the outcomes in random \
            order, measured on the rest. With --paraphrase: how many of those keep their tier (thirds of the scores) \
            when they are said otherwise: politely, in small letters, without marks, with short forms, with other words, \
            in another order, and all of that.
            """)

    @Option(name: .customLong("data"), help: "The file; may be given several times.")
    var files: [String]

    @Flag(help: "Measure how fast it learns.")
    var online = false

    @Flag(help: "Measure how many messages keep their tier when they are said otherwise.")
    var paraphrase = false

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    package init() {}

    package func run() async throws {
        try RouteOptions.reporting(json: json) { output, errors in
            let samples = try RouteData.samples(files, errors)
            if online {
                try write(OnlineCurve.curves(samples), output)
                return
            }
            if paraphrase {
                try write(ParaphraseStability.measure(samples), output)
                return
            }
            var display = ProgressDisplay("evaluating", total: 100, to: errors)
            let evaluation = Evaluation(samples) {
                try? display.advance(to: Int($0 * 100))  // the picture is no part of the work
            }
            try display.finish()
            try write(evaluation, output)
        }
    }

    private func write(_ evaluation: Evaluation, _ output: TerminalOutput) throws {
        if json {
            for line in evaluation.lines { try output.writeLine(Self.json(line).text) }
            return
        }
        var table = Table([
            .init("set"), .number("rows"), .number("APGR"), .number("CPT50"), .number("CPT80"), .number("words"),
            .number("cold"), .number("others"), .number("cost at 95 %"),
        ])
        for line in evaluation.lines {
            table.add([
                line.name, "\(line.rows)", line.learned.apgr.places(3), Self.percent(line.learned.cpt50),
                Self.percent(line.learned.cpt80), line.words.apgr.places(3), line.cold.apgr.places(3),
                line.leftOut?.apgr.places(3) ?? "", line.cost95?.places(3) ?? "",
            ])
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
    }

    private func write(_ curves: [OnlineCurve], _ output: TerminalOutput) throws {
        if json {
            for curve in curves { try output.writeLine(Self.json(curve).text) }
            return
        }
        var table = Table([
            .init("set"), .number("words"), .number("offline"), .number("passes words"), .number("95 % of offline"),
            .init("APGR by outcomes"),
        ])
        for curve in curves {
            table.add([
                curve.name, curve.words.places(3), curve.offline.places(3),
                curve.passesWordsAt.map { "\($0)" } ?? "never", curve.reaches95At.map { "\($0)" } ?? "never",
                curve.points.map { "\($0.outcomes): \($0.apgr.places(3))" }.joined(separator: "  "),
            ])
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
    }

    private func write(_ found: [ParaphraseStability], _ output: TerminalOutput) throws {
        if json {
            for one in found {
                let same = one.same.map { ($0.way.rawValue, JSONValue.rounded($0.share)) }
                let line: JSONValue = [
                    "set": .string(one.name), "rows": JSONValue(one.rows), "same_tier": .object(JSONObject(same)),
                ]
                try output.writeLine(line.text)
            }
            return
        }
        var table = Table([.init("set"), .number("rows")] + Paraphrase.allCases.map { .number($0.rawValue) })
        for one in found { table.add([one.name, "\(one.rows)"] + one.same.map { Self.percent($0.share) }) }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
    }

    private static func json(_ line: Evaluation.Line) -> JSONValue {
        func gap(_ gap: GapRecovered) -> JSONValue {
            ["apgr": .rounded(gap.apgr), "cpt50": .rounded(gap.cpt50), "cpt80": .rounded(gap.cpt80)]
        }
        return [
            "set": .string(line.name), "rows": JSONValue(line.rows), "weak": .string(line.weakest),
            "strong": .string(line.strongest), "apgr": .rounded(line.learned.apgr),
            "cpt50": .rounded(line.learned.cpt50), "cpt80": .rounded(line.learned.cpt80), "cold": gap(line.cold),
            "words": gap(line.words), "others": line.leftOut.map(gap) ?? .null,
            "cost95_vs_premium": line.cost95.map { .rounded($0) } ?? .null,
        ]
    }

    private static func json(_ curve: OnlineCurve) -> JSONValue {
        [
            "set": .string(curve.name), "words_apgr": .rounded(curve.words), "offline_apgr": .rounded(curve.offline),
            "passes_words_at": curve.passesWordsAt.map { JSONValue($0) } ?? .null,
            "reaches_95_at": curve.reaches95At.map { JSONValue($0) } ?? .null,
            "curve": .array(
                curve.points.map { ["outcomes": JSONValue($0.outcomes), "apgr": .rounded($0.apgr)] }),
        ]
    }

    private static func percent(_ share: Double) -> String { "\((share * 100).places(1)) %" }
}
