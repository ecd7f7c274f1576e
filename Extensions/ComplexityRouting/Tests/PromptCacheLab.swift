import AgentRuntime
import ComplexityRouting
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers

/// Models that bill like providers with prompt caches: each reads what it has read of the conversation within five
/// minutes for a tenth of the price.
final class PromptCacheLab {
    /// What a message asks of whoever answers it.
    struct Step: Sendable, Hashable {
        var text: String
        var promptTokens: Int
        var outputTokens: Int
        /// Seconds after the message before.
        var pause: Int
    }

    /// The providers' caches of one conversation.
    struct Caches: Sendable {
        private var read: [ModelID: (tokens: Int, at: Int)] = [:]

        /// What a model uses for a step at a time in seconds.
        mutating func usage(_ step: Step, _ model: ModelID, at now: Int) -> Usage {
            let kept = read[model].map { now - $0.at < 300 ? min($0.tokens, step.promptTokens) : 0 } ?? 0
            read[model] = (step.promptTokens, now)
            return Usage(input: step.promptTokens - kept, cacheRead: kept, output: step.outputTokens)
        }
    }

    private struct State {
        var step = Step(text: "", promptTokens: 0, outputTokens: 0, pause: 0)
        var now = 0
        var caches = Caches()
    }

    let models: [ModelID]
    let pricing: RoutingLab.TierPricing
    let test: TestRuntime
    private let state = NIOLockedValueBox(State())

    /// Makes a runtime that routes between models of tiers at these prices, picodollars a token of input.
    init(_ tiers: [Tier: [ModelID]], rates: [String: Int]) throws {
        let rules = RoutingRules(tiers: tiers)
        let state = state
        models = rules.models.map(\.model)
        pricing = RoutingLab.TierPricing(rates: rates)
        let scripted = models.map { id in
            ScriptedModel(profile: ModelProfile(id: id, contextWindow: 1_000_000, maxOutputTokens: 4_096)) { _, _ in
                state.withLockedValue { .text("Yes.").used($0.caches.usage($0.step, id, at: $0.now)) }
            }
        }
        test = try TestRuntime(
            scripted[0], others: Array(scripted.dropFirst()), extensions: [ComplexityRouting(rules)], pricing: pricing)
    }

    /// Sends the messages in one conversation.
    ///
    /// - Returns: the decision on each, in order.
    func converse(_ steps: [Step]) async throws -> [DecisionRecord] {
        let conversation = try await test.runtime.newConversation()
        for step in steps {
            test.clock.advance(by: .seconds(step.pause))
            state.withLockedValue { state in
                state.step = step
                state.now += step.pause
            }
            _ = try await conversation.send(step.text, onEvent: test.log.sink)
        }
        var decisions: [DecisionRecord] = []
        for attempt in try await test.ledger.attempts(SpendFilter(), limit: 100) {
            if let id = attempt.start.decision, let decision = try await test.ledger.decision(id) {
                decisions.append(decision)
            }
        }
        return decisions
    }

    /// What the conversation costs when these models answer it.
    func cost(_ steps: [Step], _ assignment: [ModelID]) -> Money {
        var caches = Caches()
        var now = 0
        var sum = Money.zero
        for (step, model) in zip(steps, assignment) {
            now += step.pause
            let report = UsageReport(caches.usage(step, model, at: now), source: .provider)
            sum += pricing.price(report, model: model, tier: nil, at: test.clock.now).cost ?? .zero
        }
        return sum
    }
}
