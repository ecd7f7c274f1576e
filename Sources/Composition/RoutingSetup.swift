import AgentSettings
package import ComplexityRouting
package import LanguageModels
import ModelProviders

/// What the settings, the keys and the catalogue say about routing.
package struct RoutingSetup: Sendable {
    /// Whether a message's difficulty chooses the model.
    package var isEnabled: Bool
    package var cuts: TierCuts
    package var chooser: ModelChooser
    /// The models of each tier, the preferred one first.
    package var tiers: [Tier: [ModelID]]
    /// Where what was learned is kept; nil when there is no home.
    package var store: PredictorStore?
    /// Whether decisions are only recorded.
    package var isShadow: Bool
    /// Whether the model may switch models by itself.
    package var switchPolicy: SwitchPolicy

    /// Reads the settings of a folder.
    ///
    /// - Throws: `SettingsError`.
    package init(configurationFile: String?, workingDirectory: String, environment: [String: String]) throws {
        let loaded = try LoadedSettings.load(
            SettingsRequest(
                configuration: configurationFile, workingDirectory: workingDirectory, environment: environment))
        self.init(loaded, registry: ProviderRegistry(loaded, environment: environment))
    }

    /// Takes the tiers of the settings; without, those the catalogue has for the chat model's provider, or for the
    /// first provider with a key.
    init(_ loaded: LoadedSettings, registry: ProviderRegistry) {
        let settings = loaded.settings.routing
        isEnabled = settings.enabled
        cuts = TierCuts(simple: settings.thresholds.simple, standard: settings.thresholds.standard)
        chooser = ModelChooser(
            strategy: ModelChooser.Strategy(rawValue: settings.strategy.rawValue) ?? .balanced,
            threshold: settings.qualityThreshold)
        store = loaded.folders.state.map { PredictorStore(stateFolder: $0) }
        isShadow = settings.shadow
        switchPolicy = SwitchPolicy(rawValue: settings.switchPolicy.rawValue) ?? .notify
        if !settings.tiers.isEmpty {
            tiers = [
                .simple: settings.tiers.simple.compactMap { ModelID($0) },
                .standard: settings.tiers.standard.compactMap { ModelID($0) },
                .premium: settings.tiers.premium.compactMap { ModelID($0) },
            ]
            return
        }
        let chat = loaded.settings.models.chat.model.flatMap { ModelID($0) }
        let entry =
            chat.flatMap { registry.catalogue[$0.provider] }
            ?? registry.providersWithKeys.first { $0.tiers != nil }
        tiers = [:]
        if let entry, let offered = entry.tiers {
            tiers = [
                .simple: [ModelID(provider: entry.name, name: offered.simple)],
                .standard: [ModelID(provider: entry.name, name: offered.standard)],
                .premium: [ModelID(provider: entry.name, name: offered.premium)],
            ]
        }
    }

    /// What the router goes by; nil when it is off: by the settings, or because the person or the settings name the
    /// model and no tiers.
    ///
    /// - Throws: `ModelError` when a tier is asked for that has no models.
    func rules(_ options: RuntimeOptions, settings: Settings) throws -> RoutingRules? {
        guard options.model == nil else { return nil }
        let namesModel = settings.models.chat.model != nil && settings.routing.tiers.isEmpty
        guard options.tier != nil || (isEnabled && !namesModel) else { return nil }
        guard !models.isEmpty else {
            guard let tier = options.tier, tier != "auto" else { return nil }
            throw ModelError(
                .notFound, "There are no tiers to choose \(tier) from: set `routing: {tiers: …}` in farthing.yaml.")
        }
        return RoutingRules(
            tiers: tiers, cuts: cuts, chooser: chooser, store: store, isShadow: isShadow,
            forcedTier: options.tier.flatMap { Tier(rawValue: $0) }, switchPolicy: switchPolicy,
            escalates: !settings.extensions.disabled.contains("QualityCascade"))
    }

    /// The models of all tiers, each once, cheapest tier first.
    package var models: [(model: ModelID, tier: Tier)] {
        var seen = Set<ModelID>()
        return Tier.allCases.flatMap { tier in
            (tiers[tier] ?? []).filter { seen.insert($0).inserted }.map { ($0, tier) }
        }
    }
}
