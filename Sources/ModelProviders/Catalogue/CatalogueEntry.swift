package import LanguageModels

/// One provider of the catalogue, as data.
package struct CatalogueEntry: Sendable {
    /// An environment variable that moves the provider, as the vendor's own client reads it.
    package struct AddressVariable: Sendable, Hashable {
        package var name: String
        /// The path added to a value that has none, where the client's address is shorter than ours.
        package var suffix: String

        package init(_ name: String, suffix: String = "") {
            self.name = name
            self.suffix = suffix
        }
    }

    /// The models offered for the three tiers, by the provider's own names.
    package struct TierModels: Sendable, Hashable {
        package var simple: String
        package var standard: String
        package var premium: String

        package init(_ simple: String, _ standard: String, _ premium: String) {
            self.simple = simple
            self.standard = standard
            self.premium = premium
        }
    }

    /// The key in settings and model ids, e.g. `openrouter`.
    package var name: String
    /// Other keys that mean the same provider.
    package var aliases: [String] = []
    /// The name for people.
    package var displayName: String
    package var dialect = ModelDialect.openAI
    /// Nil where every customer has an address of their own.
    package var baseURL: String?
    package var addressVariables: [AddressVariable] = []
    /// The variables the vendor's own client reads a key from, the usual one first.
    package var vendorKeyVariables: [String] = []
    package var authentication = ProviderAuthentication.bearer
    package var headers: [(name: String, value: String)] = []
    /// Variables whose value is sent as a header, by the header's name.
    package var headerVariables: [(variable: String, header: String)] = []
    package var quirks = ProviderQuirks()
    package var locality = ModelProfile.Locality.cloud
    package var billing = ProviderBilling.charges
    /// The provider's name in the price list (`litellm_provider`).
    package var priceProvider: String
    package var keyPage: String?
    package var tiers: TierModels?
    /// An embedding model, by the provider's own name.
    package var embeddingModel: String?
    /// How much one request for embeddings may hold.
    package var embeddingLimits = EmbeddingLimits()

    /// Makes an entry; the price list's name is the provider's own unless it is set.
    package init(
        _ name: String, _ displayName: String, _ baseURL: String?, _ change: (inout CatalogueEntry) -> Void = { _ in }
    ) {
        self.name = name
        self.displayName = displayName
        self.baseURL = baseURL
        priceProvider = name
        change(&self)
    }

    /// Every variable that a key is looked for in: the vendor's own, then `X_API_KEY`, `API_KEY_X` and `X_API_TOKEN`.
    package var keyVariables: [String] {
        let upper = String(name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
        var names = vendorKeyVariables
        for name in ["\(upper)_API_KEY", "API_KEY_\(upper)", "\(upper)_API_TOKEN"] where !names.contains(name) {
            names.append(name)
        }
        return names
    }
}

/// What the settings change in an entry, or say of a provider that is not in the catalogue; nil changes nothing.
package struct ProviderOverlay: Sendable {
    package var dialect: ModelDialect?
    package var baseURL: String?
    /// The variable that holds the key, before those of the catalogue.
    package var keyVariable: String?
    package var locality: ModelProfile.Locality?
    /// Whether it is declared to charge nothing.
    package var isFree: Bool?

    /// Makes an overlay.
    package init(
        dialect: ModelDialect? = nil, baseURL: String? = nil, keyVariable: String? = nil,
        locality: ModelProfile.Locality? = nil, isFree: Bool? = nil
    ) {
        self.dialect = dialect
        self.baseURL = baseURL
        self.keyVariable = keyVariable
        self.locality = locality
        self.isFree = isFree
    }
}
