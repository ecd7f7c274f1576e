import AgentRuntime
import LanguageModels
import Money

extension BudgetGate {
    /// Does what the budget's policy says. Returns the attempt to try instead; nil when the call is refused.
    func obeyPolicy(_ attempt: ModelAttempt, _ refusal: BudgetRefusal) async throws -> ModelAttempt? {
        let scope = refusal.refusing.scope
        if scope.kind != .run {
            try await run.budgets.noteExhausted(
                refusal.refusing.account, of: refusal.unit, limits: refusal.refusing.limits)
        }
        switch plan.rule(for: scope).policy {
        case .block: return nil
        case .downgrade: return try await downgraded(attempt)
        case .queue:
            try await putOff(refusal)
            return nil
        case .ask: return try await ask(attempt, refusal)
        }
    }

    /// The attempt at the next model that can be afforded.
    private func downgraded(_ attempt: ModelAttempt) async throws -> ModelAttempt? {
        let statuses = try await run.budgets.budgetStatus(
            of: plan.claims(
                conversation: run.conversation, key: run.spender.key, tool: attempt.start.tool,
                tags: run.tags + run.spender.tags, at: run.clock.now))
        for model in tiers.below(attempt.request.model) {
            var request = attempt.request
            request.model = model
            let profile = run.profile(of: model)
            let tokens = run.promptTokens(of: request)
            if let window = profile?.contextWindow, tokens >= window { continue }
            if profile?.callsTools == false, !request.tools.isEmpty { continue }
            if profile?.seesImages == false, PromptOutline(request.messages, tools: []).images > 0 { continue }
            let desired = min(request.maxOutputTokens ?? .max, profile?.maxOutputTokens ?? Allowance.longestAnswer)
            let wanted = min(desired, Allowance.comfortable)
            guard let cost = worstCase(request, tokens, wanted, attempt.start.startedAt) else { continue }
            let amount = BudgetAmount(usd: cost, tokens: tokens + wanted, operations: 1)
            guard BudgetRefusal.of(amount, in: statuses) == nil else { continue }
            try await run.emit(.notice("The budget does not allow \(attempt.request.model): asking \(model) instead."))
            var changed = attempt
            // What is held must bound the answer; a model that does not know its own limit needs to be told.
            if profile?.maxOutputTokens == nil { request.maxOutputTokens = desired }
            changed.request = request
            changed.start.model = model
            changed.start.promptTokens = tokens
            changed.start.maxOutputTokens = desired
            changed.start.worstCase = worstCase(request, tokens, desired, attempt.start.startedAt)
            return changed
        }
        return nil
    }

    private func worstCase(_ request: ModelRequest, _ prompt: Int, _ output: Int, _ time: Timestamp) -> Money? {
        let bounds = CallBounds(request, promptTokens: prompt, maxOutputTokens: output)
        return run.prices.worstCase(bounds, model: request.model, at: time)
    }

    /// Lets the person decide: add, downgrade, stop.
    private func ask(_ attempt: ModelAttempt, _ refusal: BudgetRefusal) async throws -> ModelAttempt? {
        let status = refusal.refusing
        let step = raise(of: status, for: refusal)
        let question = Question(
            asker: "budget", text: "The \(status.scope.kind.rawValue) budget is used up: \(refusal.description).")
        let options = ["add \(step.text)", "downgrade to a cheaper model", "stop"]
        switch try await run.choose(question, among: options) {
        case 0:
            let change = BudgetChange(
                at: run.clock.now, account: status.account, action: .add, limits: step.limits, who: run.spender.who,
                reason: "asked when it was used up")
            if status.scope.kind == .run {
                runs.record(change, of: run.root)
            } else {
                try await run.budgets.record(change)
            }
            return attempt
        case 1: return try await downgraded(attempt)
        default: return nil
        }
    }

    /// What is offered to be added: the limit once more, and enough for the call.
    private func raise(of status: BudgetStatus, for refusal: BudgetRefusal) -> (limits: BudgetLimits, text: String) {
        let left = status.remaining
        switch refusal.unit {
        case .usd:
            let lacking = refusal.asked.usd - (left.usd ?? .zero)
            let base = (status.limits.usd ?? .zero) - status.raised.usd
            let amount = max(lacking, base.isZero ? Money(picodollars: 500_000_000_000) : base)
            return (BudgetLimits(usd: amount), amount.formatted)
        case .tokens:
            let amount = max(refusal.asked.tokens - (left.tokens ?? 0), status.limits.tokens ?? 0, 10_000)
            return (BudgetLimits(tokens: amount), "\(amount) tokens")
        case .operations:
            let amount = max(status.limits.operations ?? 0, 100)
            return (BudgetLimits(operations: amount), "\(amount) operations")
        }
    }

    /// Puts the run's message off until there is money.
    private func putOff(_ refusal: BudgetRefusal) async throws {
        let text = message()
        // A subordinate's or background call is part of a run whose own message is put off when it fails.
        // One that is being answered from the queue is there still.
        guard run.depth == 0, !text.isEmpty, !run.spender.answersQueued else { return }
        try await run.budgets.enqueue(
            QueuedMessage(
                id: MessageID(run.root.text), conversation: run.conversation, text: text,
                spender: run.spender, queuedAt: run.clock.now, account: refusal.refusing.account))
        try await run.emit(
            .notice("The message is put off and answered when there is money: `farthing budgets queue` lists it."))
    }
}
