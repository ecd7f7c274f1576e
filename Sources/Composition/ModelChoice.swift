import AgentSettings
import LanguageModels
import ModelProviders

/// Which model the chat slot uses, and what a person should know about that.
struct ModelChoice {
    let model: ModelID
    /// The model for background work, when the settings name none.
    var utility: ModelID?
    var notices: [String] = []

    /// Chooses: the one asked for, the settings', the first of the settings' standard tier, one whose provider has a key, one of a server on this machine, the
    /// offline model.
    ///
    /// - Throws: `ModelError` when the one asked for cannot be had.
    init(
        _ asked: ModelID?, routed: ModelID? = nil, settings: Settings, models: ProviderModels
    ) async throws {
        let tiers = settings.routing.tiers.isEmpty ? nil : routed
        if let model = asked ?? settings.models.chat.model.flatMap({ ModelID($0) }) ?? tiers {
            self.model = model
            _ = try models.model(model)
            return
        }
        if let entry = models.registry.providersWithKeys.first(where: { $0.tiers != nil }), let tiers = entry.tiers {
            model = ModelID(provider: entry.name, name: tiers.standard)
            utility = ModelID(provider: entry.name, name: tiers.simple)
            notices = ["Using \(model), as its key is set. `models: {chat: {model: …}}` in farthing.yaml decides it."]
            return
        }
        if let (provider, names) = await models.registry.localServers().first, let name = names.first {
            model = ModelID(provider: provider, name: name)
            notices = ["Using \(model), which a server on this machine offers."]
            return
        }
        model = OfflineModel.id
        notices = [
            "No key and no local model server was found, so this is the built-in offline model. It is no language model: "
                + "it exists to try the runtime. For a real one set OPENAI_API_KEY, ANTHROPIC_API_KEY or "
                + "OPENROUTER_API_KEY, or see `farthing doctor`."
        ]
    }
}
