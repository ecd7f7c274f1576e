import AgentRuntime
import LanguageModels
import Money

extension RouterState {
    /// What is asked for in this pass, and for how long; a wish that is over is forgotten.
    func takeWish(_ run: Run) -> ModelWish? {
        remember(run.conversation) { memory in
            guard let wish = memory.wish else { return nil }
            switch wish.scope {
            case .conversation: return wish
            case .iteration:
                memory.wish = nil
                return wish
            case .monologue:
                if wish.turn == nil, run.depth == 0 { memory.wish?.turn = run.turn }
                if wish.turn == nil || wish.turn == run.turn { return wish }
                // A subordinate goes its own way; the wish of the turn it works for stays.
                if run.depth == 0 { memory.wish = nil }
                return nil
            }
        }
    }

    /// Goes back to deciding by the task, from the next pass on.
    func withdraw(in conversation: ConversationID) {
        remember(conversation) { memory in
            memory.wish = nil
            memory.redecides = true
        }
    }

    /// What a switch would cost; nil when nobody has answered lately or the tier has no model.
    func quote(
        _ target: ModelWish.Target, in conversation: ConversationID, prices: any Pricing, at now: Timestamp
    ) -> SwitchQuote? {
        let memory = remember(conversation) { $0 }
        let wanted: ModelID? =
            switch target {
            case .model(let model): model
            case .tier(let tier): rules.tiers[tier]?.first
            }
        guard let wanted else { return nil }
        // What the wanted model read lately itself is not lost.
        let left = memory.lastModel.map { memory.prefixes.tokens(of: $0, at: now) } ?? 0
        let tokens = max(0, left - memory.prefixes.tokens(of: wanted, at: now))
        guard tokens > 0, memory.lastModel != wanted else {
            return SwitchQuote(model: wanted, cachedTokens: 0, loss: .zero)
        }
        func price(_ usage: Usage) -> Money? {
            prices.price(UsageReport(usage, source: .estimate), model: wanted, tier: nil, at: now).cost
        }
        let loss: Money? =
            if let cold = price(Usage(input: tokens)), let warm = price(Usage(cacheRead: tokens)) {
                cold > warm ? cold - warm : .zero
            } else { nil }
        return SwitchQuote(model: wanted, cachedTokens: tokens, loss: loss)
    }
}
