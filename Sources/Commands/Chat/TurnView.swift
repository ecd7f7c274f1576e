import AgentRuntime
import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers
import Terminal

/// Shows a turn as it happens.
final class TurnView: Sendable {
    private struct State {
        var text: StreamedText
        var isThinking = false
        var isAnswering = false
    }

    private let output: TerminalOutput
    private let state: NIOLockedValueBox<State>

    init(output: TerminalOutput) {
        self.output = output
        state = NIOLockedValueBox(State(text: StreamedText(to: output)))
    }

    @Sendable func note(_ event: RunEvent) async throws {
        switch event {
        case .text(let piece):
            try state.withLockedValue { state in
                if state.isThinking { try output.endLine() }
                state.isThinking = false
                state.isAnswering = true
                try state.text.write(piece)
            }
        case .reasoning(let piece):
            try state.withLockedValue { state in
                state.isThinking = true
                try output.write(output.palette.apply(.dim, to: TextSanitizer.sanitized(piece)))
            }
        case .answerEnded: try finishText()
        case .toolStarted(let invocation): try line("▸ \(invocation.name)\(Self.arguments(invocation.arguments))")
        case .toolProgress(let progress): try showProgress(TextSanitizer.sanitized(progress.text))
        case .toolFinished(let outcome):
            let mark = outcome.result.isError ? "✗" : "✓"
            try line("  \(mark) \(Self.excerpt(outcome.result.text))")
        case .retrying(let error, let wait, let number):
            try line("\(error.message.sentence) Trying again in \(wait.seconds) (\(number)).")
        case .fallingBack(let error, let model): try line("\(error.message.sentence) Asking \(model) instead.")
        case .waitingForBudget(let status, _):
            try line("Waiting for money of the \(status.scope.kind.rawValue) budget that calls in flight hold.")
        case .waiting(let wait): if let text = wait.text { try line(text) }
        case .interventionTaken(let text): try line("(taken in: \(Self.excerpt(text)))")
        case .notice(let text): try line(text)
        case .subordinate(let depth, let event): try await noteSubordinate(depth, event)
        case .turnStarted, .iterationStarted, .settled: break
        }
    }

    /// Closes what is open, also when the turn was cut off.
    func finish() throws { try finishText() }

    private func finishText() throws {
        try state.withLockedValue { state in
            if state.isAnswering { try state.text.finish() }
            try output.endLine()
            state.isAnswering = false
            state.isThinking = false
            state.text = StreamedText(to: output)
        }
    }

    /// The style ends before the last line break, so that it is known that the row is over.
    private func showProgress(_ text: String) throws {
        let ending = text.reversed().prefix { $0 == "\n" }.count
        try output.write(dim(String(text.dropLast(ending))) + String(repeating: "\n", count: ending))
    }

    private func noteSubordinate(_ depth: Int, _ event: RunEvent) async throws {
        let indent = String(repeating: "  ", count: depth)
        switch event {
        case .toolStarted(let invocation):
            try line("\(indent)▸ \(invocation.name)\(Self.arguments(invocation.arguments))")
        case .toolFinished(let outcome):
            try line("\(indent)  \(outcome.result.isError ? "✗" : "✓") \(Self.excerpt(outcome.result.text))")
        case .subordinate(let deeper, let inner): try await noteSubordinate(deeper, inner)
        case .retrying, .fallingBack, .waiting, .notice: try await note(event)
        default: break
        }
    }

    private func line(_ text: String) throws {
        try output.endLine()
        try output.writeLine(dim(TextSanitizer.sanitized(text)))
    }

    private func dim(_ text: String) -> String { output.palette.apply(.dim, to: text) }

    private static func arguments(_ arguments: JSONObject) -> String {
        arguments.map { " \($0.key)=\(excerpt($0.value.stringValue ?? $0.value.text, to: 60))" }.joined()
    }

    /// The first line, cut to a width, with what was left out counted.
    static func excerpt(_ text: String, to width: Int = 100) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard let first = lines.first else { return "(nothing)" }
        let cut = String(first).truncated(toColumns: width)
        return lines.count > 1 ? "\(cut) (+\(lines.count - 1) lines)" : cut
    }
}
