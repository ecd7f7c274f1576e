package import AgentRuntime
package import ComplexityRouting
package import LanguageModels
package import Money

/// Decides past messages anew under other rules and prices what that would have cost. Asks no model.
///
/// Every call keeps its tokens. On another model than the recorded one the first call of a message reads from a cache what
/// that model read of the conversation within the last five minutes; later calls of the message read what the recorded
/// ones read. So another model's shorter or longer answers are not known here.
package struct TrafficReplay: Sendable {
    /// What a call costs on a model at a time; nil when its price is not known.
    package typealias Price = @Sendable (_ usage: Usage, _ model: ModelID, _ at: Timestamp) -> Money?

    private struct Seat {
        var model: ModelID
        var prefixes: WarmPrefixes
        var messages: Int
    }

    /// Conversations in progress that are remembered; the rest begin anew.
    private static let seatLimit = 100_000
    /// By how much the chance of a good answer may fall before it is called a risk.
    private static let tolerance = 0.1

    private let rules: RoutingRules
    private let predictor: Predictor
    private let price: Price
    private let profile: @Sendable (ModelID) -> ModelProfile?
    private let only: ModelID?
    private var seats: [String: Seat] = [:]
    private var seen: Set<String> = []
    private var lines: [ModelID: ReplayReport.Line] = [:]
    private var report = ReplayReport()
    private var qualities = (before: 0.0, after: 0.0, count: 0)

    /// Makes a replay.
    ///
    /// - Parameter only: a model that every message goes to, whatever the rules say.
    package init(
        rules: RoutingRules, predictor: Predictor, only: ModelID? = nil,
        profile: @escaping @Sendable (ModelID) -> ModelProfile?, price: @escaping Price
    ) {
        self.rules = rules
        var predictor = predictor
        predictor.know(rules.models)
        self.predictor = predictor
        self.only = only
        self.profile = profile
        self.price = price
    }

    /// Decides one message; those of a conversation come in order.
    package mutating func replay(_ turn: PastTurn) {
        report.messages += 1
        report.calls += turn.calls.count
        if seen.insert(turn.conversation).inserted { report.conversations += 1 }
        let recorded = turn.calls.reduce(Money.zero) { $0 + ($1.cost ?? .zero) }
        report.recorded += recorded
        let before = cost(of: turn, on: turn.model) ?? recorded
        let seat = seats[turn.conversation]
        let choice = decide(turn, seat)
        let after = choice?.cost ?? before
        let model = choice?.model ?? turn.model
        if choice == nil { report.kept += 1 }
        if model != turn.model { report.moved += 1 }
        report.before += before
        report.after += after
        add(turn.model, before: before)
        add(model, after: after)
        if seats.count >= Self.seatLimit, seat == nil { seats.removeAll() }
        var prefixes = seat?.prefixes ?? WarmPrefixes()
        prefixes.note(model, tokens: turn.calls.last?.usage.promptTokens ?? 0, at: turn.at)
        seats[turn.conversation] = Seat(model: model, prefixes: prefixes, messages: (seat?.messages ?? 0) + 1)
        guard let choice else { return }
        qualities.before += choice.qualityBefore
        qualities.after += choice.qualityAfter
        qualities.count += 1
        if let reason = risk(turn, choice) { note(turn, choice, reason) }
    }

    /// What came of it.
    package func result() -> ReplayReport {
        var report = report
        report.lines = lines.values.sorted { $0.model < $1.model }
        report.risks.sort {
            ($0.qualityAfter - $0.qualityBefore, $0.turn) < ($1.qualityAfter - $1.qualityBefore, $1.turn)
        }
        if qualities.count > 0 {
            report.qualityBefore = qualities.before / Double(qualities.count)
            report.qualityAfter = qualities.after / Double(qualities.count)
        }
        return report
    }

    private struct Choice {
        var model: ModelID
        var cost: Money
        var qualityBefore: Double
        var qualityAfter: Double
        var required: Double
    }

    private func decide(_ turn: PastTurn, _ seat: Seat?) -> Choice? {
        guard let text = turn.text, !turn.calls.isEmpty else { return nil }
        let context = TaskContext(messages: (seat?.messages ?? 0) / 8 * 8, images: turn.images)
        let prediction = predictor.predict(MessageScan(text), context: context)
        let members = only.map { [($0, tier(of: $0) ?? .standard)] } ?? rules.models.map { ($0.model, $0.tier) }
        let candidates = members.map { model, tier in
            var candidate = Candidate(
                model, tier: tier, quality: quality(model, tier, prediction),
                cost: cost(of: turn, on: model, warm: seat?.prefixes.tokens(of: model, at: turn.at) ?? 0))
            if seat != nil { candidate.outlook = cost(of: turn, on: model) ?? .zero }
            candidate.vetoes = vetoes(model, turn, candidate.cost)
            return candidate
        }
        var allowed = candidates
        if only == nil, let forced = rules.forcedTier { allowed = candidates.filter { $0.tier == forced } }
        guard let chosen = rules.chooser.choose(allowed, current: seat?.model), let cost = chosen.candidate.cost else {
            return nil
        }
        let oldTier = tier(of: turn.model) ?? turn.tier.flatMap { Tier(rawValue: $0) }
        let old = oldTier.map { quality(turn.model, $0, prediction) } ?? chosen.candidate.quality
        return Choice(
            model: chosen.candidate.model, cost: cost, qualityBefore: old, qualityAfter: chosen.candidate.quality,
            required: rules.chooser.required(under: .none))
    }

    private func quality(_ model: ModelID, _ tier: Tier, _ prediction: Predictor.Prediction) -> Double {
        let name = model.description
        return ExpectedQuality.of(
            tier, score: prediction.score, cuts: rules.cuts,
            learned: prediction.quality.first { $0.model == name }?.chance,
            outcomes: predictor.model.head(name).map { predictor.model.outcomes[$0] } ?? 0,
            confidence: prediction.confidence)
    }

    private func tier(of model: ModelID) -> Tier? { rules.models.first { $0.model == model }?.tier }

    private func vetoes(_ model: ModelID, _ turn: PastTurn, _ cost: Money?) -> [Candidate.Veto] {
        var vetoes: [Candidate.Veto] = []
        let profile = profile(model)
        let largest = turn.calls.map { $0.usage.promptTokens + $0.usage.completionTokens }.max() ?? 0
        if let window = profile?.contextWindow, largest > window { vetoes.append(.context) }
        if turn.images > 0, profile?.seesImages == false { vetoes.append(.vision) }
        if cost == nil { vetoes.append(.unpriced) }
        return vetoes
    }

    /// What a message's calls cost on a model; nil when its price is not known.
    ///
    /// - Parameter warm: tokens of the conversation that its provider has in its cache.
    private func cost(of turn: PastTurn, on model: ModelID, warm: Int = .max) -> Money? {
        var sum = Money.zero
        for (index, call) in turn.calls.enumerated() {
            var usage = call.usage
            if model != turn.model {
                // What another provider wrote into its cache is plain input here.
                usage.input += usage.cacheWrite5m + usage.cacheWrite1h + usage.cacheWrite12h
                (usage.cacheWrite5m, usage.cacheWrite1h, usage.cacheWrite12h) = (0, 0, 0)
                if index == 0 {
                    let lost = max(0, usage.cacheRead - warm)
                    usage.input += lost
                    usage.cacheRead -= lost
                }
            }
            guard let cost = price(usage, model, turn.at) else { return nil }
            sum += cost
        }
        return sum
    }

    private func risk(_ turn: PastTurn, _ choice: Choice) -> String? {
        let isLower = choice.qualityAfter < choice.qualityBefore
        if let found = turn.quality, found < 0.5, choice.qualityAfter <= choice.qualityBefore {
            return "its answer was found poor, and no better model would be asked"
        }
        guard isLower, choice.model != turn.model else { return nil }
        if choice.qualityAfter < choice.required { return "no model that is good enough is chosen" }
        return choice.qualityBefore - choice.qualityAfter > Self.tolerance ? "a weaker model would be asked" : nil
    }

    private mutating func note(_ turn: PastTurn, _ choice: Choice, _ reason: String) {
        report.riskCount += 1
        report.risks.append(
            ReplayReport.Risk(
                turn: turn.id, text: String((turn.text ?? "").prefix(200)), before: turn.model, after: choice.model,
                qualityBefore: choice.qualityBefore, qualityAfter: choice.qualityAfter, reason: reason))
        guard report.risks.count > 2 * ReplayReport.keptRisks else { return }
        report.risks.sort { $0.qualityAfter - $0.qualityBefore < $1.qualityAfter - $1.qualityBefore }
        report.risks.removeLast(report.risks.count - ReplayReport.keptRisks)
    }

    private mutating func add(_ model: ModelID, before: Money) {
        lines[model, default: ReplayReport.Line(model: model)].messagesBefore += 1
        lines[model, default: ReplayReport.Line(model: model)].costBefore += before
    }

    private mutating func add(_ model: ModelID, after: Money) {
        lines[model, default: ReplayReport.Line(model: model)].messagesAfter += 1
        lines[model, default: ReplayReport.Line(model: model)].costAfter += after
    }
}
