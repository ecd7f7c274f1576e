package import LanguageModels

/// What the router goes by: the settings' part of it.
package struct RoutingRules: Sendable {
    /// The models of each tier, the preferred one first.
    package var tiers: [Tier: [ModelID]]
    package var cuts: TierCuts
    package var chooser: ModelChooser
    /// Where what was learned is kept; nil keeps it for the process only.
    package var store: PredictorStore?
    /// Whether decisions are only recorded, and the slot's model is asked all the same.
    package var isShadow: Bool
    /// The tier that every message goes to; nil leaves it to the score.
    package var forcedTier: Tier?

    package init(
        tiers: [Tier: [ModelID]], cuts: TierCuts = TierCuts(), chooser: ModelChooser = ModelChooser(),
        store: PredictorStore? = nil, isShadow: Bool = false, forcedTier: Tier? = nil
    ) {
        self.tiers = tiers
        self.cuts = cuts
        self.chooser = chooser
        self.store = store
        self.isShadow = isShadow
        self.forcedTier = forcedTier
    }

    /// The models of all tiers, each once in the cheapest tier that lists it.
    var models: [(model: ModelID, tier: Tier)] {
        var seen = Set<ModelID>()
        return Tier.allCases.flatMap { tier in
            (tiers[tier] ?? []).filter { seen.insert($0).inserted }.map { ($0, tier) }
        }
    }
}
