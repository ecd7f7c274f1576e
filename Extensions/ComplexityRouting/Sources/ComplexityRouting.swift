package import AgentRuntime
import ExactJSON
import LanguageModels

/// Chooses the model of each message: the cheapest of the tiers' models that is expected to answer well enough.
///
/// Decides at `message_loop_start` of a turn's first pass; later passes keep the model, whose prompt cache is warm by
/// then, unless the loop asks for a higher tier or someone switches. Learns from what the next message, failures and
/// tool use show of the last answer.
package struct ComplexityRouting: Extension {
    package let manifest = ExtensionManifest(
        name: "ComplexityRouting", summary: "Asks the cheapest model that is good enough for each message.", order: 10)
    private let rules: RoutingRules
    private let state: RouterState

    package init(_ rules: RoutingRules) {
        self.rules = rules
        state = RouterState(rules)
    }

    package func register(in hooks: inout Hooks, for run: Run) {
        guard !rules.models.isEmpty else { return }
        hooks.messageLoopStart.add { loop in try await decide(&loop, run) }
        hooks.usageRecorded.add { record in note(record, run) }
        hooks.budgetThreshold.add { alert in
            let pressure: ModelChooser.Pressure = alert.threshold >= 950 ? .cheapestOnly : .preferCheaper
            state.remember(run.conversation) { $0.pressure = max($0.pressure, pressure) }
        }
        hooks.chatModelCallAfter.add { report in try await judge(report, run) }
        hooks.runtimeStop.add { _ in try state.flush() }
    }

    package func tools(for run: Run) -> [any DynamicTool] {
        rules.models.count > 1 ? [SwitchModel(rules: rules, state: state)] : []
    }

    /// Chooses the model of this pass.
    private func decide(_ loop: inout LoopState, _ run: Run) async throws {
        guard !loop.route.isFixed else { return }
        if let problem = state.takeProblem() { try await run.emit(.notice(problem)) }
        let wish = takeWish(run)
        let isRaised = loop.paramsPersistent["raise_tier"]?.boolValue == true
        guard loop.iteration == 0 || wish != nil || isRaised else { return }
        if isRaised { loop.paramsPersistent["raise_tier"] = nil }
        let text = loop.userMessage.text
        let scan = MessageScan(text)
        if loop.iteration == 0, loop.depth == 0 { try learnFromFollowUp(text, run) }
        let memory = state.remember(run.conversation) { memory in
            memory.messages += loop.iteration == 0 ? 1 : 0
            return memory
        }
        let images = loop.userMessage.content.reduce(0) { count, part in
            if case .image = part { count + 1 } else { count }
        }
        let prediction = state.predict(text, scan, TaskContext(images: images))
        let deliberation = Deliberation(
            rules: rules, state: state, run: run, memory: memory, prediction: prediction, bytes: scan.totalBytes,
            images: images, moneyLeft: memory.pressure == .none ? nil : try await run.moneyLeft())
        var candidates = deliberation.candidates()
        var floor = Tier.simple
        if isRaised {
            floor = (loop.route.tier.flatMap { Tier(rawValue: $0) } ?? .simple).raised
        }
        let tier = rules.forcedTier ?? rules.cuts.tier(of: prediction.score)
        switch wish?.target {
        case .tier(let wanted): candidates = candidates.only(wanted)
        case .model(let wanted): candidates = candidates.filter { $0.model == wanted }
        case nil: if let forced = rules.forcedTier { candidates = candidates.only(forced) }
        }
        guard
            let choice = rules.chooser.choose(
                candidates, current: memory.lastModel, pressure: wish == nil ? memory.pressure : .none, floor: floor)
        else { return }
        var record = deliberation.record(choice, candidates, tier, run.clock.now)
        if let wish { record.summary = "switched to \(record.chosen): \(wish.reason)" }
        await run.record(record)
        state.remember(run.conversation) { memory in
            memory.pending = ConversationMemory.Pending(
                text: text, model: record.chosen.description, features: MessageFeatures(scan))
        }
        guard !rules.isShadow else { return }
        loop.route = Route(
            model: record.chosen, fallbacks: choice.fallbacks, tier: record.tier, decision: record.id,
            reason: record.summary)
    }

    /// The wish that holds for this pass; one of an iteration is used up by it.
    private func takeWish(_ run: Run) -> ConversationMemory.Wish? {
        state.remember(run.conversation) { memory in
            guard let wish = memory.wish else { return nil }
            switch wish.scope {
            case .conversation: return wish
            case .iteration:
                memory.wish = nil
                return wish
            case .monologue:
                if wish.turn == run.turn { return wish }
                memory.wish = nil
                return nil
            }
        }
    }

    /// A message that is asked again was not answered well; one that goes on was, a little.
    private func learnFromFollowUp(_ text: String, _ run: Run) throws {
        guard
            let pending = state.remember(
                run.conversation,
                { memory in
                    defer { memory.pending = nil }
                    return memory.pending
                })
        else { return }
        let isAgain = pending.text == text
        try state.learn(pending.features, pending.model, quality: isAgain ? 0 : 1, weight: isAgain ? 1 : 0.3)
    }

    private func note(_ record: AttemptRecord, _ run: Run) {
        state.note(record)
        guard record.start.slot == .chat, let end = record.settlement, end.outcome == .succeeded else { return }
        state.remember(run.conversation) { memory in
            memory.lastModel = record.start.model
            memory.lastAt = end.settledAt
            memory.lastPromptTokens = record.start.promptTokens
        }
    }

    /// An answer that is empty, refused or cut off, or a call that failed, is an outcome at once.
    private func judge(_ report: CallReport, _ run: Run) async throws {
        guard report.call.purpose == .chat, report.outcome != .cancelled else { return }
        let isBad: Bool
        if let response = report.response {
            let isEmpty = response.message.text.isEmpty && response.message.toolCalls.isEmpty
            switch response.finishReason {
            case .length, .refusal, .contentFilter: isBad = true
            default: isBad = isEmpty
            }
        } else {
            isBad = true
        }
        guard isBad,
            let pending = state.remember(
                run.conversation,
                { memory in
                    defer { memory.pending = nil }
                    return memory.pending
                })
        else { return }
        try state.learn(pending.features, pending.model, quality: 0, weight: 0.5)
    }
}

extension [Candidate] {
    /// Those of a tier; when none of them can take the request, those above, then all.
    fileprivate func only(_ tier: Tier) -> [Candidate] {
        let own = filter { $0.tier == tier }
        if own.contains(where: { $0.vetoes.isEmpty }) { return own }
        let above = filter { $0.tier >= tier }
        return above.contains { $0.vetoes.isEmpty } ? above : self
    }
}
