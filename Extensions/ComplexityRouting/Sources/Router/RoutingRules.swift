package import LanguageModels

/// What the router goes by: the settings' part of it.
package struct RoutingRules: Sendable {
    /// The models of each tier, the preferred one first.
    package var tiers: [Tier: [ModelID]] { didSet { models = Self.models(of: tiers) } }
    package var cuts: TierCuts
    package var chooser: ModelChooser
    /// Where what was learned is kept; nil keeps it for the process only.
    package var store: PredictorStore?
    /// Whether decisions are only recorded, and the slot's model is asked all the same.
    package var isShadow: Bool
    /// The tier that every message goes to; nil leaves it to the score.
    package var forcedTier: Tier?
    /// Whether the model may switch models by itself.
    package var switchPolicy: SwitchPolicy
    /// Whether an answer that will not do is asked for again of a better model, which then belongs to the price.
    package var escalates: Bool

    package init(
        tiers: [Tier: [ModelID]], cuts: TierCuts = TierCuts(), chooser: ModelChooser = ModelChooser(),
        store: PredictorStore? = nil, isShadow: Bool = false, forcedTier: Tier? = nil,
        switchPolicy: SwitchPolicy = .notify, escalates: Bool = false
    ) {
        self.tiers = tiers
        self.cuts = cuts
        self.chooser = chooser
        self.store = store
        self.isShadow = isShadow
        self.forcedTier = forcedTier
        self.switchPolicy = switchPolicy
        self.escalates = escalates
        models = Self.models(of: tiers)
    }

    /// The models of all tiers, each once in the cheapest tier that lists it.
    package private(set) var models: [(model: ModelID, tier: Tier)]

    private static func models(of tiers: [Tier: [ModelID]]) -> [(model: ModelID, tier: Tier)] {
        var seen = Set<ModelID>()
        return Tier.allCases.flatMap { tier in
            (tiers[tier] ?? []).filter { seen.insert($0).inserted }.map { ($0, tier) }
        }
    }

    /// The tier or one of the tiers' models that a name means; nil when it means none.
    package func target(named name: String) -> ModelWish.Target? {
        if let tier = Tier(rawValue: name) { return tiers[tier]?.isEmpty == false ? .tier(tier) : nil }
        return models.first { $0.model.description == name || $0.model.name == name }.map { .model($0.model) }
    }
}
