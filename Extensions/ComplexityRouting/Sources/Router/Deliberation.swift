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
    let prediction: Predictor.Prediction
    /// Bytes of the message, and images in it.
    let bytes: Int
    let images: Int
    let moneyLeft: Money?

    /// Tokens of a prompt before the first answer: the system prompt and the tools.
    private static let openingTokens = 1_500

    private var promptTokens: Int {
        (memory.lastPromptTokens > 0 ? memory.lastPromptTokens : Self.openingTokens) + bytes / 4 + images * 1_000
    }

    /// Easy tasks have short answers.
    private var outputTokens: Int { 150 + Int(prediction.score * 1_000) }

    /// The candidates: every model of the tiers.
    func candidates() -> [Candidate] {
        let now = run.clock.now
        let warm = memory.isWarm(at: now) ? memory.lastModel : nil
        let known = Dictionary(prediction.quality.map { ($0.model, $0.chance) }) { first, _ in first }
        return rules.models.map { model, tier in
            let name = model.description
            let quality = ExpectedQuality.of(
                tier, score: prediction.score, cuts: rules.cuts, learned: known[name],
                outcomes: state.outcomes(of: name),
                confidence: prediction.confidence)
            let cached = model == warm ? memory.lastPromptTokens : 0
            let cost = price(model, cached: cached, now)
            var candidate = Candidate(model, tier: tier, quality: quality, cost: cost)
            if let warm, warm != model, let cost, let kept = price(model, cached: memory.lastPromptTokens, now) {
                candidate.prefixLoss = cost > kept ? cost - kept : .zero
            }
            candidate.vetoes = vetoes(model, cost, now)
            return candidate
        }
    }

    private func price(_ model: ModelID, cached: Int, _ now: Timestamp) -> Money? {
        let warm = min(cached, promptTokens)
        let usage = Usage(input: promptTokens - warm, cacheRead: warm, output: outputTokens)
        return run.prices.price(UsageReport(usage, source: .estimate), model: model, tier: nil, at: now).cost
    }

    private func vetoes(_ model: ModelID, _ cost: Money?, _ now: Timestamp) -> [Candidate.Veto] {
        var vetoes: [Candidate.Veto] = []
        let profile = run.profile(of: model)
        if let window = profile?.contextWindow, promptTokens + outputTokens > window { vetoes.append(.context) }
        if images > 0, profile?.seesImages == false { vetoes.append(.vision) }
        if profile?.callsTools == false { vetoes.append(.tools) }
        if !state.isWell(model.provider, at: now) || !run.isReachable(model) { vetoes.append(.health) }
        if cost == nil { vetoes.append(.unpriced) }
        if let cost, let moneyLeft, cost > moneyLeft { vetoes.append(.budget) }
        return vetoes
    }

    /// The record of a choice.
    func record(_ choice: ModelChooser.Choice, _ candidates: [Candidate], _ tier: Tier, _ at: Timestamp)
        -> DecisionRecord
    {
        let chosen = choice.candidate
        let detail: JSONValue = [
            "score": .rounded(prediction.score), "tier": .string(tier.rawValue),
            "confidence": .rounded(prediction.confidence), "learned_from": JSONValue(state.outcomes),
            "factors": .array(prediction.factors.filter { $0.value != 0 }.map(\.json)),
            "thresholds": ["simple": .rounded(rules.cuts.simple), "standard": .rounded(rules.cuts.standard)],
            "strategy": .string(rules.chooser.strategy.rawValue),
            "quality_threshold": .rounded(rules.chooser.threshold),
            "quality_required": .rounded(rules.chooser.required(under: memory.pressure)),
            "pressure": JSONValue(memory.pressure.rawValue),
            "prompt_tokens": JSONValue(promptTokens), "output_tokens": JSONValue(outputTokens),
            "candidates": .array(candidates.map(\.json)), "shadow": .bool(rules.isShadow),
        ]
        return DecisionRecord(
            id: DecisionID(at: at), conversation: run.conversation, turn: run.turn, decidedAt: at, chosen: chosen.model,
            tier: chosen.tier.rawValue,
            summary: "score \(prediction.score.hundredths) is \(tier.rawValue): \(choice.reason)", detail: detail)
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
