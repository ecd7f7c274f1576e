import AgentRuntime
import AgentSettings
import HTTPStreaming
import LanguageModels
import ModelProviders
import Money
import NIOConcurrencyHelpers

/// The runtime's models: the provider registry, with what the price list knows of each model's limits and abilities.
final class ProviderModels: ModelSource {
    let registry: ProviderRegistry
    private let prices: ListPricing
    private let clock: any RuntimeClock = SystemClock()
    private let batching: MicroBatchLimits?
    /// Shared by all callers of a model, or there would be nobody to share a batch with.
    private let batched = NIOLockedValueBox<[ModelID: MicroBatchedEmbeddingModel]>([:])

    /// What was made for a name, so that a pass of the loop costs no look at the price list and a model keeps what it
    /// remembers of its last request.
    private struct Known {
        var profile: ModelProfile?
        var model: (any Model)?
        var madeAt: Timestamp
    }
    /// Names that are kept; when there are more, all are made anew.
    private static let capacity = 256
    /// How long they are kept: a price list may say something else from a date on.
    private static let lifetime = Duration.seconds(600)
    private let known = NIOLockedValueBox<[ModelID: Known]>([:])

    /// Makes the source. Nothing is sent and no connection opened.
    init(registry: ProviderRegistry, prices: ListPricing, batching: BatchingSettings = BatchingSettings()) {
        self.registry = registry
        self.prices = prices
        self.batching = MicroBatchLimits(batching)
    }

    func profile(of id: ModelID) -> ModelProfile? { known(id).profile }

    private func known(_ id: ModelID) -> Known {
        let now = clock.now
        if let known = known.withLockedValue({ $0[id] }), now - known.madeAt < Self.lifetime { return known }
        let made = Known(profile: readProfile(of: id, at: now), model: nil, madeAt: now)
        keep(made, for: id)
        return made
    }

    private func keep(_ made: Known, for id: ModelID) {
        known.withLockedValue { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[id] = made
        }
    }

    private func readProfile(of id: ModelID, at time: Timestamp) -> ModelProfile? {
        if id == OfflineModel.id { return OfflineModel().profile }
        let locality = registry.catalogue[id.provider]?.locality ?? .cloud
        guard let entry = prices.entry(of: id, at: time) else {
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
        var known = known(id)
        if let model = known.model { return model }
        let model = try registry.model(known.profile ?? ModelProfile(id: id))
        known.model = model
        keep(known, for: id)
        return model
    }

    func embeddingModel(_ id: ModelID) throws -> any EmbeddingModel {
        if let known = batched.withLockedValue({ $0[id] }) { return known }
        let model = try registry.embeddingModel(profile(of: id) ?? ModelProfile(id: id))
        // The built-in one answers at once, so there is nothing to save.
        guard let batching, id != HashedEmbeddingModel.id else { return model }
        return batched.withLockedValue { batched in
            if let known = batched[id] { return known }
            if batched.count >= Self.capacity { batched.removeAll() }
            let made = MicroBatchedEmbeddingModel(model, limits: batching, clock: clock)
            batched[id] = made
            return made
        }
    }
}

extension MicroBatchLimits {
    /// The limits of the settings; nil when every request goes by itself.
    fileprivate init?(_ settings: BatchingSettings) {
        guard settings.batchSize > 1, settings.waitMilliseconds > 0 else { return nil }
        let size = settings.batchSize
        self.init(
            size: size, wait: .milliseconds(settings.waitMilliseconds),
            range: settings.isAdaptive ? min(5, size)...max(50, size) : size...size)
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
