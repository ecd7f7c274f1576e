import AgentRuntime
import AgentSettings
import HTTPStreaming
import LanguageModels
import ModelProviders
import Money

/// The runtime's models: the provider registry, with what the price list knows of each model's limits and abilities.
final class ProviderModels: ModelSource {
    let registry: ProviderRegistry
    private let prices: ListPricing
    private let clock: any RuntimeClock = SystemClock()

    /// Makes the source. Nothing is sent and no connection opened.
    init(registry: ProviderRegistry, prices: ListPricing) {
        self.registry = registry
        self.prices = prices
    }

    func profile(of id: ModelID) -> ModelProfile? {
        if id == OfflineModel.id { return OfflineModel().profile }
        let locality = registry.catalogue[id.provider]?.locality ?? .cloud
        guard let entry = prices.entry(of: id, at: clock.now) else {
            return locality == .local ? ModelProfile(id: id, locality: .local) : nil
        }
        // A price of the user's own says nothing of abilities: then the usual ones are assumed.
        let isDescribed = entry.capabilities != []
        return ModelProfile(
            id: id, contextWindow: entry.maxInputTokens, maxOutputTokens: entry.maxOutputTokens,
            callsTools: isDescribed ? entry.capabilities.contains(.tools) : true,
            seesImages: entry.capabilities.contains(.vision), locality: locality)
    }

    func model(_ id: ModelID) throws -> any Model {
        try registry.model(profile(of: id) ?? ModelProfile(id: id))
    }

    func embeddingModel(_ id: ModelID) throws -> any EmbeddingModel {
        try registry.embeddingModel(profile(of: id) ?? ModelProfile(id: id))
    }
}

extension ProviderRegistry {
    /// The registry of the settings, the environment and the keys.
    convenience init(_ loaded: LoadedSettings, environment: [String: String]) {
        let overlays = loaded.settings.providers.mapValues { provider in
            ProviderOverlay(
                dialect: provider.dialect.map { $0 == .anthropic ? .anthropic : .openAI },
                baseURL: provider.baseURL, keyVariable: provider.keyEnv,
                locality: provider.locality.map { $0 == .local ? .local : .cloud }, isFree: provider.free)
        }
        self.init(
            overlays: overlays, environment: environment,
            transport: CurlTransport(options: CurlTransport.Options(environment: environment))
        ) { variables in
            (loaded.secrets.keys(named: variables)?.keys ?? []).compactMap { ProviderKey($0.reveal()) }
        }
    }
}
