import AgentRuntime
import ComplexityRouting
import Composition
import ExactJSON
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension RouteTrainCommand {
    /// Learns anew from every verdict in the ledger whose message is still there, oldest first.
    func learnFromLedger() async throws {
        var lessons: [Lesson] = []
        var ledgerOptions = LedgerOptions()
        ledgerOptions.configurationFile = options.configurationFile
        try await ledgerOptions.withLedger(json: json) { ledger, _ in
            let errors = TerminalOutput(descriptor: 2, environment: ProcessInfo.processInfo.environment)
            let conversations = try await ledger.conversations(limit: .max)
            var display = ProgressDisplay("reading", total: conversations.count, to: errors)
            for (index, conversation) in conversations.reversed().enumerated() {
                lessons += Lesson.lessons(in: try await ledger.facts(of: conversation.record.id))
                try display.advance(to: index + 1)
            }
            try display.finish()
        }
        try RouteOptions.reporting(json: json) { output, _ in
            let setup = try options.setup()
            guard let target = out.map({ PredictorStore(path: $0) }) ?? setup.store else {
                throw PredictorError(.unreadable, "there is no home folder to keep it in: set HOME, or give --out")
            }
            guard !lessons.isEmpty else {
                throw PredictorError(.empty, "the ledger holds no verdict on an answer yet")
            }
            var predictor = Predictor()
            predictor.know(setup.models)
            for lesson in lessons { predictor.take(lesson) }
            try target.save(predictor)
            if json {
                let report: JSONValue = [
                    "outcomes": JSONValue(predictor.outcomes), "sources": .string(predictor.sourcesText),
                    "file": .string(target.path),
                ]
                return try output.writeLine(report.text)
            }
            try output.writeLine(
                "Learned anew from \(predictor.outcomes) outcomes (\(predictor.sourcesText)): \(target.path).")
        }
    }
}
