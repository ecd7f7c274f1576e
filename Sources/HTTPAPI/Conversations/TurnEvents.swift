import AgentRuntime
import ExactJSON
import LanguageModels
import Money
import NIOConcurrencyHelpers

/// Writes what happens in a turn as events for its listeners.
final class TurnEvents: Sendable {
    private let feed: TurnFeed
    private let metrics: Metrics
    private let conversation: ConversationID
    private let turn = NIOLockedValueBox("")

    init(feed: TurnFeed, metrics: Metrics, conversation: ConversationID) {
        self.feed = feed
        self.metrics = metrics
        self.conversation = conversation
    }

    func note(_ event: RunEvent) {
        switch event {
        case .turnStarted(let id, let depth):
            if depth == 0 { turn.withLockedValue { $0 = id.text } }
            add("turn_started", ["turn_id": .string(id.text), "depth": JSONValue(depth)])
        case .iterationStarted(let number, let route):
            add(
                "iteration_started",
                [
                    "iteration": JSONValue(number), "model": .string(route.model.description),
                    "tier": route.tier.map { .string($0) } ?? .null, "reason": .string(route.reason),
                    "decision": route.decision.map { .string($0.text) } ?? .null,
                ])
        case .reasoning(let piece): add("reasoning", ["text": .string(piece)])
        case .text(let piece): add("text", ["text": .string(piece)])
        case .answerEnded: add("answer_ended", [:])
        case .toolStarted(let call):
            add(
                "tool_started",
                ["id": .string(call.id), "name": .string(call.name), "arguments": .object(call.arguments)])
        case .toolProgress(let progress):
            add("tool_progress", ["id": .string(progress.id), "text": .string(progress.text)])
        case .toolFinished(let outcome):
            add(
                "tool_finished",
                [
                    "id": .string(outcome.invocation.id), "name": .string(outcome.result.name),
                    "text": .string(outcome.result.text), "is_error": .bool(outcome.result.isError),
                ])
        case .retrying(let error, _, let number):
            add("retrying", ["number": JSONValue(number), "code": .string(error.code.rawValue)])
        case .fallingBack(let error, let model):
            add("falling_back", ["code": .string(error.code.rawValue), "model": .string(model.description)])
        case .settled(let record):
            metrics.note(record)
            add("settled", EntryExport(record).json)
        case .interventionTaken(let text): add("intervention", ["text": .string(text)])
        case .notice(let text): add("notice", ["text": .string(text)])
        case .subordinate(_, .settled(let record)): metrics.note(record)
        case .subordinate: break
        default: break
        }
    }

    func finished(_ result: TurnResult) {
        let cost = CallCost(result.attempts)
        add(
            "done",
            [
                "turn_id": .string(result.turn.text), "conversation": .string(conversation.text),
                "text": .string(result.text), "model": .string(result.route.model.description),
                "iterations": JSONValue(result.iterations),
                "cost_usd": cost.cost.map { .string($0.description) } ?? .null,
                "cost_state": .string(cost.state.rawValue),
            ])
    }

    func failed(_ error: APIError) { add("error", error.json) }

    private func add(_ name: String, _ data: JSONValue) {
        feed.add(name, turn: turn.withLockedValue { $0 }, data.utf8)
    }
}
