import AgentRuntime
import ExactJSON
import LanguageModels

/// Models from the cheapest tier to the dearest.
struct ModelTiers: Sendable {
    private let tiers: [[ModelID]]

    init(_ tiers: [[ModelID]]) { self.tiers = tiers.filter { !$0.isEmpty } }

    var isEmpty: Bool { tiers.isEmpty }

    /// The models of cheaper tiers than a model's, the dearest first; every model for one that is in no tier.
    func below(_ model: ModelID) -> [ModelID] {
        let level = tiers.firstIndex { $0.contains(model) } ?? tiers.count
        return tiers[..<level].reversed().flatMap { $0 }.filter { $0 != model }
    }

    /// Moves the pass to a cheaper model by how near the limits are. What the person chose stays: for that the policy of
    /// the budget decides when it is used up. So does what a router chose, which heeds the pressure itself.
    func ease(_ state: inout LoopState, _ run: Run) {
        guard !state.route.isFixed, state.route.decision == nil,
            let level = state.paramsTemporary[BudgetPressure.parameter]?.intValue,
            let pressure = BudgetPressure(rawValue: level),
            let tier = tiers.firstIndex(where: { $0.contains(state.route.model) })
        else { return }
        let target = pressure == .onlyCheapest ? 0 : max(0, tier - 1)
        guard target < tier else { return }
        let fit = tiers[target].filter { canTake(run.outline, run.profile(of: $0)) }
        guard let model = fit.first else { return }
        let reason = pressure == .onlyCheapest ? "the budget is nearly used up" : "the budget is running low"
        state.route = Route(
            model: model, fallbacks: Array(fit.dropFirst()), tier: nil,
            reason: "\(reason): \(model) instead of \(state.route.model)")
    }

    /// Whether a model can take a prompt, as far as both are known.
    private func canTake(_ prompt: PromptOutline, _ profile: ModelProfile?) -> Bool {
        guard let profile else { return true }
        if prompt.images > 0, !profile.seesImages { return false }
        if prompt.offersTools, !profile.callsTools { return false }
        return profile.contextWindow.map { prompt.tokens < $0 } ?? true
    }
}
