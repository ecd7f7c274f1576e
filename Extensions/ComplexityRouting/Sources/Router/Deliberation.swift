import AgentRuntime
import ExactJSON
import LanguageModels
import Money

/// One decision in the making: the candidates with what they would cost for this request, the choice, the record.
struct Deliberation {
    let rules: RoutingRules
    let state: RouterState
    let run: Run
    let memory: ConversationMemory
    let message: TaskMessage
    let prediction: Predictor.Prediction
    /// The outcomes that each model's head learned from, and all outcomes.
    let experience: (models: [Int], all: Int)
    let pressure: ModelChooser.Pressure
    /// What the tightest budget has left; nil when none limits this.
    let moneyLeft: Money?

    /// What was decided, and whom to ask when that fails.
    struct Decision {
        var record: DecisionRecord
        var fallbacks: [ModelID]
    }

    /// Tokens of a prompt before the first answer: the system prompt and the tools.
    private static let openingTokens = 1_500

    private var promptTokens: Int {
        // A program sends everything itself; of the agent's own prompt the last answer told how long it is.
        if run.isDirect { return max(1, run.outline.tokens) }
        let own = message.scan.totalBytes / 4 + message.images * 1_000
        return memory.historyTokens > 0
            ? memory.historyTokens + own : Self.openingTokens + max(own, run.outline.tokens)
    }

    /// Easy tasks have short answers.
    private var outputTokens: Int { 150 + Int(prediction.score * 1_000) }

    /// Decides; nil when no model can take the request.
    func decide(_ wish: ModelWish?, isRaised: Bool, from route: Route) -> Decision? {
        var candidates = candidates(asked: wish)
        let tier = rules.forcedTier ?? rules.cuts.tier(of: prediction.score)
        var floor = Tier.simple
        if isRaised { floor = (route.tier.flatMap { Tier(rawValue: $0) } ?? .simple).raised }
        switch wish?.target {
        case .tier(let wanted): candidates = candidates.only(wanted)
        case .model(let wanted): candidates = candidates.filter { $0.model == wanted }
        case nil: if let forced = rules.forcedTier { candidates = candidates.only(forced) }
        }
        candidates.waitIfNeeded()
        // Who asks for a model gets it, as long as the budget pays for it at all.
        let pressure = wish == nil ? pressure : .none
        let choice = rules.chooser.choose(
            candidates, current: wish == nil ? memory.lastModel : nil, pressure: pressure, floor: floor)
        guard let choice else { return nil }
        return Decision(record: record(choice, candidates, tier, pressure, floor, wish), fallbacks: choice.fallbacks)
    }

    /// Every model of the tiers, and the one that was asked for by name.
    private func candidates(asked wish: ModelWish?) -> [Candidate] {
        let now = run.clock.now
        let left = memory.lastModel.map { memory.prefixes.tokens(of: $0, at: now) } ?? 0
        var models = rules.models
        if case .model(let asked) = wish?.target, !models.contains(where: { $0.model == asked }) {
            models.append((asked, .premium))
        }
        var candidates = models.enumerated().map { index, member in
            let (model, tier) = member
            let name = model.description
            let quality = ExpectedQuality.of(
                tier, score: prediction.score, cuts: rules.cuts,
                learned: prediction.quality.first { $0.model == name }?.chance,
                outcomes: index < experience.models.count ? experience.models[index] : 0,
                confidence: prediction.confidence)
            let condition = state.condition(of: model, at: now)
            let warm = memory.prefixes.tokens(of: model, at: now)
            let cost = price(model, cached: warm, now)
            var candidate = Candidate(
                model, tier: tier, quality: quality, cost: cost?.grown(by: condition.failureRate))
            if memory.lastModel != nil { candidate.outlook = price(model, cached: promptTokens, now) ?? .zero }
            if left > warm, let cost, let kept = price(model, cached: left, now) {
                candidate.prefixLoss = cost > kept ? cost - kept : .zero
            }
            candidate.vetoes = vetoes(model, cost, isWell: condition.isWell)
            // Who asks for a model waits for it.
            if wish == nil, !run.hasRoom(for: model, inputTokens: promptTokens, outputTokens: outputTokens) {
                candidate.vetoes.append(.rate)
            }
            return candidate
        }
        if rules.escalates { candidates.addEscalations(below: .premium) }
        return candidates
    }

    private func price(_ model: ModelID, cached: Int, _ now: Timestamp) -> Money? {
        let warm = min(cached, promptTokens)
        let usage = Usage(input: promptTokens - warm, cacheRead: warm, output: outputTokens)
        return run.prices.price(UsageReport(usage, source: .estimate), model: model, tier: nil, at: now).cost
    }

    private func vetoes(_ model: ModelID, _ cost: Money?, isWell: Bool) -> [Candidate.Veto] {
        var vetoes: [Candidate.Veto] = []
        let profile = run.profile(of: model)
        if let window = profile?.contextWindow, promptTokens + outputTokens > window { vetoes.append(.context) }
        if max(message.images, run.outline.images) > 0, profile?.seesImages == false { vetoes.append(.vision) }
        if profile?.callsTools == false, !run.isDirect || run.outline.offersTools { vetoes.append(.tools) }
        if !isWell || !run.isReachable(model) { vetoes.append(.health) }
        if cost == nil { vetoes.append(.unpriced) }
        if let cost, let moneyLeft, cost > moneyLeft { vetoes.append(.budget) }
        return vetoes
    }

    private func record(
        _ choice: ModelChooser.Choice, _ candidates: [Candidate], _ tier: Tier, _ pressure: ModelChooser.Pressure,
        _ floor: Tier, _ wish: ModelWish?
    ) -> DecisionRecord {
        let now = run.clock.now
        let chosen = choice.candidate
        let detail: JSONValue = [
            "score": .rounded(prediction.score), "tier": .string(tier.rawValue),
            "confidence": .rounded(prediction.confidence), "learned_from": JSONValue(experience.all),
            "factors": .array(prediction.factors.filter { $0.value != 0 }.map(\.json)),
            "thresholds": ["simple": .rounded(rules.cuts.simple), "standard": .rounded(rules.cuts.standard)],
            "strategy": .string(rules.chooser.strategy.rawValue),
            "quality_threshold": .exact(rules.chooser.threshold),
            "quality_required": .rounded(rules.chooser.required(under: pressure)),
            "pressure": JSONValue(pressure.rawValue), "floor": .string(floor.rawValue),
            "current": (wish == nil ? memory.lastModel : nil).map { .string("\($0)") } ?? .null,
            "prompt_tokens": JSONValue(promptTokens), "output_tokens": JSONValue(outputTokens),
            "candidates": .array(candidates.map(\.json)), "shadow": .bool(rules.isShadow),
        ]
        let sentence =
            wish.map { "switched to \(chosen.model): \($0.reason)" }
            ?? "score \(prediction.score.hundredths) is \(tier.rawValue): \(choice.reason)"
        return DecisionRecord(
            id: DecisionID(at: now), conversation: run.conversation, turn: run.turn, decidedAt: now,
            chosen: chosen.model, tier: chosen.tier.rawValue,
            summary: rules.isShadow ? "in shadow, \(chosen.model) would be asked: \(sentence)" : sentence,
            detail: detail)
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

    /// Where no model can be asked at once, one whose rate limit makes it wait is better than none.
    fileprivate mutating func waitIfNeeded() {
        guard !contains(where: { $0.vetoes.isEmpty }) else { return }
        for index in indices { self[index].vetoes.removeAll { $0 == .rate } }
    }

    /// Adds to the cost of each candidate below a tier what asking a better one costs as often as its answer fails.
    fileprivate mutating func addEscalations(below limit: Tier) {
        let plain = self
        for index in indices where self[index].tier < limit {
            let own = plain[index]
            let better = plain.filter { $0.quality > own.quality && $0.vetoes.isEmpty }.compactMap(\.cost).min()
            guard let better, let cost = own.cost else { continue }
            let share = Money(picodollars: Int64((1 - own.quality) * Double(better.picodollars)))
            self[index].escalation = share
            self[index].cost = cost + share
        }
    }
}

extension Money {
    /// The amount and that share of it, 0…1.
    fileprivate func grown(by share: Double) -> Money {
        self + Money(picodollars: Int64(Double(picodollars) * share))
    }
}

extension ModelChooser.Pressure {
    /// What budgets say of this pass.
    init(_ parameters: JSONObject) {
        self = parameters[BudgetPressure.parameter]?.intValue.flatMap(Self.init(rawValue:)) ?? .none
    }
}

extension Double {
    /// The number with two decimals.
    var hundredths: String {
        let whole = Int((self * 100).rounded())
        let rest = whole % 100
        return "\(whole / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
