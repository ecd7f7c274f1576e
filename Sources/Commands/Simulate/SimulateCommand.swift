import AgentRuntime
package import ArgumentParser
import ComplexityRouting
import Composition
import ExactJSON
import LanguageModels
import Terminal
import TrafficReplay

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing simulate`: what past traffic would have cost under other rules.
package struct SimulateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "What past traffic would have cost under another strategy, tiers or prices.",
        discussion: """
            Decides every past message anew and prices its calls on the models that would have been asked; no model is \
            asked now. FILE is what `farthing conversations export` wrote, or one object a line with "prompt", "model", \
            "usage" (as for `farthing models price`) and, where known, "cost_usd", "conversation", "at" and "quality" \
            (0…1). Calls keep their tokens, so longer or shorter answers of another model are not foreseen.
            """)

    @Argument(help: "The file; - is standard input.", completion: .file(extensions: ["jsonl"]))
    var file: String?

    @Flag(name: .customLong("from-ledger"), help: "Replay your own ledger.")
    var fromLedger = false

    @Option(help: "Only from then on: 24h, 7d, 2w, 3mo, 1y, or a date.")
    var since: String?

    @OptionGroup var rules: SimulateRules

    @Option(help: "How many messages at risk are shown.")
    var risks = 10

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func validate() throws {
        guard (file == nil) == fromLedger else {
            throw ValidationError("Give a file, or --from-ledger: one of them.")
        }
        guard risks >= 0 else { throw ValidationError("--risks is a number of messages.") }
    }

    package func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        do {
            let directory = FileManager.default.currentDirectoryPath
            let sources = try ReplaySources(
                configurationFile: options.configurationFile, workingDirectory: directory, environment: environment,
                prices: try rules.givenPrices())
            var replay = try rules.replay(sources)
            let start = try since.map { try CostInstant($0, now: SystemClock().now, in: .utc).time }
            if let file {
                let traffic = try TrafficFile(path: file)
                for problem in traffic.problems.prefix(20) {
                    try errors.writeLine(
                        "farthing: \(file):\(problem.line): \(TextSanitizer.sanitized(problem.message))")
                }
                var display = ProgressDisplay("replaying", total: traffic.turns.count, to: errors)
                for (index, turn) in traffic.turns.enumerated() where start.map({ turn.at >= $0 }) ?? true {
                    replay.replay(turn)
                    try display.advance(to: index + 1)
                }
                try display.finish()
            } else {
                let ledger = try ComposedRuntime.openLedger(
                    configurationFile: options.configurationFile, workingDirectory: directory, environment: environment)
                try await Self.feed(ledger, since: start, into: &replay, errors)
            }
            let report = replay.result()
            if json {
                try output.writeLine(report.json(risks: risks).text)
            } else {
                try output.write(
                    ReplayText(report, risks: risks).rendered(width: output.columns, palette: output.palette))
            }
        } catch is TerminalError {
            throw ExitCode(1)  // nobody reads the output any more
        } catch let error as SimulateProblem {
            throw try error.exit(json: json, output, errors)
        } catch {
            throw ErrorReport(error).print(json: json, output: output, errors: errors)
        }
    }

    /// Replays a ledger, oldest conversation first.
    private static func feed(
        _ ledger: any LedgerStore, since: Timestamp?, into replay: inout TrafficReplay, _ errors: TerminalOutput
    ) async throws {
        let conversations = try await ledger.conversations(limit: .max).filter { entry in
            since.map { entry.updatedAt >= $0 } ?? true
        }
        var display = ProgressDisplay("replaying", total: conversations.count, to: errors)
        for (index, conversation) in conversations.reversed().enumerated() {
            for turn in PastTurn.turns(in: try await ledger.facts(of: conversation.record.id))
            where since.map({ turn.at >= $0 }) ?? true {
                replay.replay(turn)
            }
            try display.advance(to: index + 1)
        }
        try display.finish()
    }
}
