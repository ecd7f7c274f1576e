package import LanguageModels
import Money

/// Chooses among candidates: a pure function of its inputs, so that a recorded decision can be made again.
///
/// Where a conversation is under way the next message counts too: a cheaper model whose cache is cold pays its way when
/// it is kept, a dearer one that is warm seems cheap once more with each message. With that, conversations of up to five
/// messages cost half a per cent more than the best assignment found by one who knows them in advance; without it, one.
package struct ModelChooser: Sendable, Hashable {
    /// What is preferred among models that are good enough.
    package enum Strategy: String, Sendable, Hashable, CaseIterable {
        /// The cheapest, and a little less quality will do.
        case costOptimized = "cost_optimized"
        /// The cheapest.
        case balanced
        /// The best that the budget pays.
        case qualityFirst = "quality_first"
    }

    /// How far the budget is spent.
    package enum Pressure: Int, Sendable, Hashable, Comparable {
        /// Nothing to note.
        case none
        /// Cheaper tiers are preferred.
        case preferCheaper
        /// Only the cheapest tier may be asked.
        case cheapestOnly

        package static func < (a: Pressure, b: Pressure) -> Bool { a.rawValue < b.rawValue }
    }

    /// What was chosen and why.
    package struct Choice: Sendable, Hashable {
        package var candidate: Candidate
        /// Who is asked next when it fails, in order.
        package var fallbacks: [ModelID]
        /// One sentence for a person.
        package var reason: String
    }

    package var strategy: Strategy
    /// The chance of a good answer that a model must have.
    package var threshold: Double
    /// How much dearer the current model may be than the one chosen anew before it is left.
    package var stickiness: Double
    /// How far below the threshold the current model may be before it is left.
    package var slack: Double

    package init(
        strategy: Strategy = .balanced, threshold: Double = 0.7, stickiness: Double = 0.05, slack: Double = 0.03
    ) {
        self.strategy = strategy
        self.threshold = threshold
        self.stickiness = stickiness
        self.slack = slack
    }

    /// The quality asked for under a pressure.
    package func required(under pressure: Pressure) -> Double {
        let base = strategy == .costOptimized ? threshold - 0.1 : threshold
        return max(0, pressure == .none ? base : base - 0.15)
    }

    /// Chooses; nil when every candidate is vetoed.
    ///
    /// - Parameters:
    ///   - current: the model that answered last in the conversation, whose prompt cache may be warm.
    ///   - floor: the lowest tier that may be asked, when a cheaper one was stuck.
    package func choose(
        _ candidates: [Candidate], current: ModelID? = nil, pressure: Pressure = .none, floor: Tier = .simple
    ) -> Choice? {
        let open = candidates.filter { $0.vetoes.isEmpty && $0.cost != nil }
        let allowed = open.contains { $0.tier >= floor } ? open.filter { $0.tier >= floor } : open
        guard !allowed.isEmpty else { return nil }
        let required = required(under: pressure)
        let enough = allowed.filter { $0.quality >= required }
        var chosen: Candidate
        var reason: String
        if pressure == .cheapestOnly, let cheapest = allowed.min(by: Self.isCheaper) {
            chosen = cheapest
            reason = "the budget is nearly used up, so the cheapest model that can take it"
        } else if strategy == .qualityFirst, pressure == .none, let best = allowed.max(by: Self.isWorse) {
            chosen = best
            reason = "the best model that the budget pays"
        } else if let cheapest = enough.min(by: Self.isCheaper) {
            chosen = cheapest
            let isLater = enough.contains { ($0.cost ?? .zero) < (cheapest.cost ?? .zero) }
            reason =
                "the cheapest of \(enough.count) good enough (\(Self.percent(required)) needed)"
                + (isLater ? ", the next message counted" : "")
        } else if let best = allowed.max(by: Self.isWorse) {
            chosen = best
            reason = "no model reaches \(Self.percent(required)), so the best there is"
        } else {
            return nil
        }
        if let current, current != chosen.model, strategy != .qualityFirst, pressure < .cheapestOnly,
            let kept = allowed.first(where: { $0.model == current }), kept.quality >= required - slack,
            Double(kept.expense.picodollars) <= Double(chosen.expense.picodollars) * (1 + stickiness)
        {
            reason = "\(chosen.model) would save too little to leave the model of the last answer"
            chosen = kept
        }
        let fallbacks = allowed.filter { $0.model != chosen.model }.sorted { a, b in
            // Those of the same tier first, then better ones, then the rest.
            let (da, db) = (Self.distance(a.tier, chosen.tier), Self.distance(b.tier, chosen.tier))
            return da != db ? da < db : Self.isCheaper(a, b)
        }
        return Choice(candidate: chosen, fallbacks: Array(fallbacks.prefix(3).map(\.model)), reason: reason)
    }

    private static func distance(_ tier: Tier, _ chosen: Tier) -> Int {
        tier >= chosen ? tier.rank - chosen.rank : 3 + chosen.rank - tier.rank
    }

    /// By expense, then quality, then name, so that equal ones have one order.
    private static func isCheaper(_ a: Candidate, _ b: Candidate) -> Bool {
        if a.expense != b.expense { return a.expense < b.expense }
        return a.quality != b.quality ? a.quality > b.quality : a.model < b.model
    }

    private static func isWorse(_ a: Candidate, _ b: Candidate) -> Bool {
        a.quality != b.quality ? a.quality < b.quality : isCheaper(b, a)
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

extension Candidate {
    /// What it costs with what is to follow.
    fileprivate var expense: Money { (cost ?? .zero) + outlook }
}
