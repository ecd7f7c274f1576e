import ArgumentParser
import ExactJSON
import Terminal

/// Why nothing can be replayed.
struct SimulateProblem: Error {
    var message: String

    /// Says so, and the code to leave with.
    func exit(json: Bool, _ output: TerminalOutput, _ errors: TerminalOutput) throws -> ExitCode {
        let report: JSONValue = ["error": ["type": "simulate", "message": .string(message), "hint": .null]]
        try json ? output.writeLine(report.text) : errors.writeLine("farthing: \(TextSanitizer.sanitized(message))")
        return ExitCode(2)
    }
}
