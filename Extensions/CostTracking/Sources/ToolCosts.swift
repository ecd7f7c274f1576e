import AgentRuntime
import LanguageModels
import Money
import NIOConcurrencyHelpers

/// The costs of tools by conversation, as far as this process has seen them.
final class ToolCosts: Sendable {
    /// Conversations that are remembered; the one that began first is forgotten first.
    private static let capacity = 256

    private let state = NIOLockedValueBox<[ConversationID: [String: ToolCost]]>([:])

    func costs(of conversation: ConversationID) -> [ToolCost] {
        state.withLockedValue { Array(($0[conversation] ?? [:]).values) }
            .sorted { ($0.total, $1.tool) > ($1.total, $0.tool) }
    }

    /// Adds a call: the shares of its prompt that are tools' results, and the whole of it when a tool made it.
    func add(_ report: CallReport, conversation: ConversationID, prices: any Pricing) {
        let prompt = report.attempts.reduce(Money.zero) { $0 + promptCost($1, prices) }
        let results = report.call.request.messages.flatMap(\.toolResults)
        guard !results.isEmpty || report.call.tool != nil else { return }
        let whole = report.call.request.messages.reduce(0) { $0 + $1.byteCount }
        change(conversation) { costs in
            for result in results where whole > 0 {
                costs[result.name, default: .none(of: result.name)].timesRead += 1
                costs[result.name]?.results += prompt.share(result.text.utf8.count, of: whole)
            }
            if let tool = report.call.tool { costs[tool, default: .none(of: tool)].calls += report.cost }
        }
    }

    func add(_ report: EmbeddingReport, conversation: ConversationID) {
        for attempt in report.attempts {
            guard let tool = attempt.start.tool, let cost = attempt.settlement?.cost else { continue }
            change(conversation) { $0[tool, default: .none(of: tool)].calls += cost }
        }
    }

    private func change(_ conversation: ConversationID, _ body: (inout [String: ToolCost]) -> Void) {
        state.withLockedValue { state in
            if state[conversation] == nil, state.count >= Self.capacity, let first = state.keys.min() {
                state[first] = nil
            }
            body(&state[conversation, default: [:]])
        }
    }

    /// What the prompt of an attempt cost: the cost less what the answer alone would.
    private func promptCost(_ attempt: AttemptRecord, _ prices: any Pricing) -> Money {
        guard let settlement = attempt.settlement, let cost = settlement.cost else { return .zero }
        var answer = settlement.usage
        answer.input = 0
        answer.cacheRead = 0
        answer.cacheWrite5m = 0
        answer.cacheWrite1h = 0
        answer.cacheWrite12h = 0
        let priced = prices.price(
            UsageReport(answer, source: .provider), model: attempt.start.model, tier: nil, at: attempt.start.startedAt)
        return max(.zero, cost - (priced.cost ?? .zero))
    }
}

extension ToolCost {
    fileprivate static func none(of tool: String) -> ToolCost {
        ToolCost(tool: tool, results: .zero, calls: .zero, timesRead: 0)
    }
}

extension Message {
    /// Bytes of what the model reads.
    fileprivate var byteCount: Int {
        content.reduce(0) { sum, part in
            switch part {
            case .text(let text): sum + text.utf8.count
            case .reasoning(let reasoning): sum + reasoning.text.utf8.count
            case .toolCall(let call): sum + call.name.utf8.count + call.arguments.utf8.count
            case .toolResult(let result): sum + result.text.utf8.count
            case .image: sum
            }
        }
    }
}
