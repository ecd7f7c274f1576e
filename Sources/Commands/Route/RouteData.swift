import ComplexityRouting
import RoutingTraining
import Terminal

/// The training files of the `route` commands.
enum RouteData {
    /// Broken lines that are named one by one; the rest is counted.
    private static let namedProblems = 20

    /// The usable rows of files; what cannot be read is named on standard error by file and line.
    static func samples(_ files: [String], _ errors: TerminalOutput) throws -> [Trainer.Sample] {
        var samples: [Trainer.Sample] = []
        for path in files {
            let file = try OutcomeFile(path: path)
            for problem in file.problems.prefix(namedProblems) {
                try errors.writeLine("farthing: \(path):\(problem.line): \(TextSanitizer.sanitized(problem.message))")
            }
            if file.problems.count > namedProblems {
                try errors.writeLine("farthing: \(path): \(file.problems.count - namedProblems) more lines like that")
            }
            samples += file.rows.map { Trainer.Sample($0) }
        }
        return samples
    }
}
