package import HTTPStreaming
package import LanguageModels
import NIOConcurrencyHelpers

/// Makes models from their names: the catalogue, the settings on top, the environment and the keys.
///
/// Models of one provider share its keys, so that a key that rests for one rests for all.
package final class ProviderRegistry: Sendable {
    /// The providers, settings applied.
    package let catalogue: ProviderCatalogue
    private let environment: [String: String]
    private let keys: @Sendable ([String]) -> [ProviderKey]
    private let transport: any HTTPTransport
    private let timeLimits: HTTPTimeLimits
    private let connections = NIOLockedValueBox<[String: ProviderConnection]>([:])

    /// - Parameters:
    ///   - environment: for the variables that move providers; keys are not read from it.
    ///   - keys: returns the keys of the first of these variables that is set, in order; empty when none is.
    package init(
        catalogue: ProviderCatalogue = .builtIn, overlays: [String: ProviderOverlay] = [:],
        environment: [String: String], transport: any HTTPTransport, timeLimits: HTTPTimeLimits = HTTPTimeLimits(),
        keys: @escaping @Sendable (_ variables: [String]) -> [ProviderKey]
    ) {
        self.catalogue = overlays.isEmpty ? catalogue : catalogue.applying(overlays)
        self.environment = environment
        self.keys = keys
        self.transport = transport
        self.timeLimits = timeLimits
    }

    /// Makes the model of a profile: `profile.id` says at which provider, the rest what the model can do.
    ///
    /// - Throws: `ModelError` with code `notFound` for an unknown provider, naming the nearest; `missingKey`, naming
    ///   the variable; `invalidRequest` for a provider that needs a base URL and has none.
    package func model(_ profile: ModelProfile) throws(ModelError) -> any Model {
        let entry = try entry(profile.id)
        if entry.dialect == .offline { return OfflineModel() }
        var profile = profile
        profile.locality = entry.locality
        let connection = try connection(entry, profile.id)
        return entry.dialect == .anthropic
            ? AnthropicModel(profile: profile, connection: connection)
            : OpenAIModel(profile: profile, connection: connection)
    }

    /// Makes the embedding model of a profile; see `model(_:)`.
    package func embeddingModel(_ profile: ModelProfile) throws(ModelError) -> any EmbeddingModel {
        let entry = try entry(profile.id)
        if entry.dialect == .offline { return HashedEmbeddingModel() }
        guard entry.dialect == .openAI else {
            throw ModelError(
                .unsupported, "\(entry.displayName) has no embeddings in its API: choose another provider for them",
                model: profile.id)
        }
        var profile = profile
        profile.locality = entry.locality
        return OpenAIEmbeddingModel(
            profile: profile, limits: entry.embeddingLimits, connection: try connection(entry, profile.id))
    }

    /// The batch interface of a model's provider; see `model(_:)`.
    package func batchService(_ id: ModelID) throws(ModelError) -> any BatchService {
        let entry = try entry(id)
        switch entry.dialect {
        case .openAI: return OpenAIBatchService(connection: try connection(entry, id), model: id)
        case .anthropic: return AnthropicBatchService(connection: try connection(entry, id), model: id)
        case .offline: throw ModelError(.unsupported, "the offline model has no batches: ask it directly", model: id)
        }
    }

    /// The providers for which a key is set that was set for them: variables that other tools use too, such as
    /// `GITHUB_TOKEN`, do not count. In the catalogue's order.
    package var providersWithKeys: [CatalogueEntry] {
        catalogue.entries.filter { entry in
            entry.dialect != .offline && entry.locality == .cloud
                && !keys(entry.keyVariables.filter { !ProviderRegistry.sharedVariables.contains($0) }).isEmpty
        }
    }

    /// Whether anybody bills for a provider's models. A model server of the catalogue that the environment moved to
    /// somebody else's address is theirs, and what it costs is not known.
    package func billing(of provider: String) -> ProviderBilling {
        guard let entry = catalogue[provider] else { return .charges }
        guard entry.billing == .free, !entry.addressVariables.isEmpty else { return entry.billing }
        return baseURL(entry).map(LocalAddress.isLocal) ?? true ? .free : .charges
    }

    private static let sharedVariables: Set<String> = ["GITHUB_TOKEN", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]

    /// The entry of a model's provider.
    ///
    /// - Throws: `ModelError` with code `notFound`, naming the nearest.
    package func entry(_ id: ModelID) throws(ModelError) -> CatalogueEntry {
        if let entry = catalogue[id.provider] { return entry }
        let nearest = catalogue.nearest(to: id.provider)
        let hint =
            nearest.isEmpty
            ? "add it to the settings: providers: {\(id.provider): {base_url: …}}"
            : "did you mean \(nearest.joined(separator: ", "))? Another one is added in the settings: "
                + "providers: {\(id.provider): {base_url: …}}"
        throw ModelError(.notFound, "no provider is called “\(id.provider)”: \(hint)", model: id)
    }

    /// Where a model's provider is reached; nil when nobody is asked over a network, or nobody knows.
    package func address(of id: ModelID) -> String? {
        guard let entry = catalogue[id.provider], entry.dialect != .offline else { return nil }
        return baseURL(entry)
    }

    func connection(_ entry: CatalogueEntry, _ id: ModelID) throws(ModelError) -> ProviderConnection {
        if let known = connections.withLockedValue({ $0[entry.name] }) { return known }
        let endpoint = try endpoint(entry, id)
        let found = endpoint.authentication == .none ? [] : keys(entry.keyVariables)
        if found.isEmpty, endpoint.needsKey {
            throw ProviderConnection.missingKey(endpoint, id)
        }
        let connection = ProviderConnection(endpoint: endpoint, keyring: ProviderKeyring(found), transport: transport)
        // Of two that were made at once the first is kept, so that there is one keyring.
        return connections.withLockedValue { connections in
            let kept = connections[entry.name] ?? connection
            connections[entry.name] = kept
            return kept
        }
    }

    private func endpoint(_ entry: CatalogueEntry, _ id: ModelID) throws(ModelError) -> ProviderEndpoint {
        guard let baseURL = baseURL(entry) else {
            let variable = entry.addressVariables.first.map { "set \($0.name), or " } ?? ""
            throw ModelError(
                .invalidRequest,
                "\(entry.displayName) has an address for every customer: \(variable)put it into the settings: "
                    + "providers: {\(entry.name): {base_url: …}}", model: id)
        }
        var headers = entry.headers
        for (variable, header) in entry.headerVariables {
            if let value = environment[variable], !value.isEmpty { headers.append((header, value)) }
        }
        let address = entry.name == "azure" ? azureAddress(baseURL, entry.quirks) : (baseURL, entry.quirks)
        return ProviderEndpoint(
            name: entry.name, displayName: entry.displayName, baseURL: address.0,
            authentication: entry.authentication, headers: headers, quirks: address.1, locality: entry.locality,
            keyVariables: entry.keyVariables, keyPage: entry.keyPage, timeLimits: timeLimits)
    }

    private func baseURL(_ entry: CatalogueEntry) -> String? {
        for variable in entry.addressVariables {
            guard let value = environment[variable.name], !value.isEmpty else { continue }
            let port = entry.name == "ollama" ? 11434 : nil
            if let url = LocalAddress.url(from: value, defaultPort: port, suffix: variable.suffix) { return url }
        }
        return entry.baseURL
    }

    /// An Azure API version of old (a date) puts the deployment, which is the model's name, into the path.
    private func azureAddress(_ baseURL: String, _ quirks: ProviderQuirks) -> (String, ProviderQuirks) {
        guard let version = environment["OPENAI_API_VERSION"] ?? environment["AZURE_API_VERSION"],
            version.first?.isNumber == true, baseURL.hasSuffix("/openai/v1")
        else { return (baseURL, quirks) }
        var quirks = quirks
        // Versions with a date are older than the key.
        quirks.takesCacheKey = false
        quirks.chatPath = "/deployments/{model}/chat/completions?api-version=\(version)"
        quirks.embeddingsPath = "/deployments/{model}/embeddings?api-version=\(version)"
        return (String(baseURL.dropLast(3)), quirks)
    }
}
