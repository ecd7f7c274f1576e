package import AgentRuntime
import ExactJSON
import LanguageModels
import Money
import NIOConcurrencyHelpers

/// Chooses the model of each message: the cheapest of the tiers' models that is expected to answer well enough.
///
/// Decides at `message_loop_start` of a turn's first pass; later passes keep the model, whose prompt cache is warm by
/// then, unless the loop asks for a higher tier or someone switches. What is found of an answer is written as a verdict,
/// and every verdict, whoever found it, teaches the predictor.
package struct ComplexityRouting: Extension {
    package let manifest = ExtensionManifest(
        name: "ComplexityRouting", summary: "Asks the cheapest model that is good enough for each message.", order: 10)
    let rules: RoutingRules
    let state: RouterState

    package init(_ rules: RoutingRules) {
        self.rules = rules
        state = RouterState(rules)
    }

    package func register(in hooks: inout Hooks, for run: Run) {
        guard !rules.models.isEmpty else { return }
        // The route that a switch for one pass stands in for.
        let suspended = NIOLockedValueBox<Route?>(nil)
        hooks.messageLoopStart.add { loop in try await decide(&loop, run, suspended) }
        hooks.usageRecorded.add { record in note(record, run) }
        hooks.answerJudged.add { verdict in
            state.learn(verdict)
        }
        hooks.chatModelCallAfter.add { report in await check(report, run) }
        // Never while a message waits for its model: a write takes milliseconds. Until then the ledger has the verdicts.
        hooks.jobLoop.add { _ in state.flush() }
        hooks.runtimeStop.add { _ in try state.save() }
    }

    package func tools(for run: Run) -> [any DynamicTool] {
        rules.models.count > 1 ? [SwitchModel(rules: rules, state: state)] : []
    }

    /// Does what a person asks for: a model, a tier, or nil to decide by the message again. Holds from their next
    /// message on.
    ///
    /// - Returns: what leaving the model of the last answer costs; nil for a tier without models and for auto.
    package func wish(
        _ target: ModelWish.Target?, scope: ModelWish.Scope, in conversation: ConversationID, prices: any Pricing,
        at now: Timestamp
    ) -> SwitchQuote? {
        guard let target else {
            state.withdraw(in: conversation)
            return nil
        }
        let quote = state.quote(target, in: conversation, prices: prices, at: now)
        if quote != nil {
            state.remember(conversation) {
                $0.wish = ModelWish(target, scope: scope, reason: "the person asked for it")
            }
        }
        return quote
    }

    /// What leaving the model of the last answer would cost.
    package func quote(
        _ target: ModelWish.Target, in conversation: ConversationID, prices: any Pricing, at now: Timestamp
    ) -> SwitchQuote? {
        state.quote(target, in: conversation, prices: prices, at: now)
    }

    /// Chooses the model of this pass.
    private func decide(_ loop: inout LoopState, _ run: Run, _ suspended: NIOLockedValueBox<Route?>) async throws {
        let fixed = loop.route.isFixed
        let redecides = state.remember(run.conversation) { memory in
            memory.isFixed = fixed
            defer { memory.redecides = false }
            return memory.redecides
        }
        guard !fixed else { return }
        for notice in state.takeNotices() { try await run.emit(.notice(notice)) }
        if let route = suspended.withLockedValue({ $0.take() }) { loop.route = route }
        let wish = state.takeWish(run)
        let isRaised = loop.paramsPersistent["raise_tier"]?.boolValue == true
        guard loop.iteration == 0 || wish != nil || isRaised || redecides else { return }
        if isRaised {
            loop.paramsPersistent["raise_tier"] = nil
            if loop.depth == 0 { await record(.escalation, mark: 0, run) }
        }
        let message = TaskMessage(loop.userMessage)
        if loop.iteration == 0, loop.depth == 0 { await noteFollowUp(message, run) }
        let memory = state.remember(run.conversation) { memory in
            // A subordinate's prompt has nothing of the conversation in it.
            guard loop.depth == 0 else { return ConversationMemory() }
            memory.messages += loop.iteration == 0 ? 1 : 0
            return memory
        }
        let prediction = state.predict(message, message.context(memory))
        let deliberation = Deliberation(
            rules: rules, state: state, run: run, memory: memory, message: message, prediction: prediction,
            experience: state.experience(), pressure: .init(loop.paramsTemporary), moneyLeft: try await run.moneyLeft())
        guard let decision = deliberation.decide(wish, isRaised: isRaised, from: loop.route) else { return }
        await run.record(decision.record)
        let answering = rules.isShadow ? loop.route.model : decision.record.chosen
        state.remember(run.conversation) { memory in
            guard loop.depth == 0 else { return }
            memory.pending = PendingAnswer(
                turn: run.turn, decision: decision.record.id, features: message.features,
                bytes: message.scan.totalBytes, model: answering, tier: rules.isShadow ? nil : decision.record.tier)
        }
        guard !rules.isShadow else {
            loop.route.decision = decision.record.id
            return
        }
        if wish?.scope == .iteration {
            let route = loop.route
            suspended.withLockedValue { $0 = route }
        }
        loop.route = Route(
            model: decision.record.chosen, fallbacks: decision.fallbacks, tier: decision.record.tier,
            decision: decision.record.id, reason: decision.record.summary)
    }
}

extension Optional {
    /// The value, which is gone from here then.
    fileprivate mutating func take() -> Wrapped? {
        defer { self = nil }
        return self
    }
}
