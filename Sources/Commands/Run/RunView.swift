import AgentRuntime
import ExactJSON
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Terminal

/// What `farthing run` prints: the answer as it comes, or one JSON object at the end.
struct RunView: Sendable {
    private let output: TerminalOutput
    private let errors: TerminalOutput
    private let json: Bool
    private let text: NIOLockedValueBox<StreamedText>

    init(output: TerminalOutput, errors: TerminalOutput, json: Bool) {
        self.output = output
        self.errors = errors
        self.json = json
        text = NIOLockedValueBox(StreamedText(to: output))
    }

    @Sendable func note(_ event: RunEvent) async throws {
        switch event {
        case .text(let piece) where !json: try text.withLockedValue { try $0.write(piece) }
        case .answerEnded where !json: try text.withLockedValue { try $0.finish() }
        case .retrying(let error, let wait, _):
            try errors.writeLine("farthing: \(error.message.sentence) Trying again in \(wait.seconds).")
        case .fallingBack(let error, let model):
            try errors.writeLine("farthing: \(error.message.sentence) Asking \(model) instead.")
        case .waitingForBudget(let status, _):
            try errors.writeLine(
                "farthing: Waiting for money of the \(status.scope.kind.rawValue) budget that calls in flight hold.")
        case .waiting(let wait): if let text = wait.text { try errors.writeLine("farthing: \(text)") }
        case .notice(let line): try errors.writeLine("farthing: \(TextSanitizer.sanitized(line))")
        default: break
        }
    }

    func finish(_ result: TurnResult, conversation: ConversationID) throws {
        guard json else { return }
        let sum = CostSum(result.attempts)
        let usage = sum.usage
        let calls = result.toolCalls.map { outcome -> JSONValue in
            [
                "name": .string(outcome.invocation.name), "arguments": .object(outcome.invocation.arguments),
                "result": .string(outcome.result.text), "is_error": .bool(outcome.result.isError),
            ]
        }
        let report: JSONValue = [
            "text": .string(result.text), "conversation": .string(conversation.text),
            "model": .string(result.route.model.description),
            "tier": result.route.tier.map { .string($0) } ?? .null,
            "usage": [
                "input_tokens": JSONValue(usage.promptTokens), "cached_tokens": JSONValue(usage.cacheRead),
                "output_tokens": JSONValue(usage.completionTokens), "reasoning_tokens": JSONValue(usage.reasoning),
            ],
            "cost_usd": sum.state == .unpriced ? .null : .string(sum.cost.description),
            "cost_state": .string(sum.state.rawValue), "tool_calls": .array(calls),
            "decision": .string(result.route.reason), "iterations": JSONValue(result.iterations), "interrupted": false,
        ]
        try output.writeLine(report.text)
    }
}

extension Duration {
    /// The time for people, in seconds with one decimal.
    var seconds: String {
        let tenths = (microseconds + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
