package import AgentRuntime
import AgentSettings
package import ExactJSON
package import LanguageModels
import ModelProviders
import Money

/// What a replay of past traffic stands on: the rules, the prices and what is known of models. Makes no runtime and
/// asks nobody.
package struct ReplaySources: Sendable {
    /// What the settings say about routing.
    package var routing: RoutingSetup
    /// Prices of the list in use, the settings' own and those given on top.
    package let prices: any Pricing
    private let models: ProviderModels

    /// Reads the settings.
    ///
    /// - Parameter given: prices to compare with, an object of LiteLLM's fields by model.
    /// - Throws: `SettingsError`, `PriceListError`.
    package init(
        configurationFile: String?, workingDirectory: String, environment: [String: String], prices given: JSONObject
    ) throws {
        let loaded = try LoadedSettings.load(
            SettingsRequest(
                configuration: configurationFile, workingDirectory: workingDirectory, environment: environment))
        let registry = ProviderRegistry(loaded, environment: environment)
        var list = try ComposedRuntime.priceList(loaded)
        for member in given { try list.add(model: member.key, fields: member.value.objectValue ?? JSONObject()) }
        let prices = try ListPricing(list: list, budgets: loaded.settings.budgets) { provider in
            registry.catalogue[provider]?.priceProvider ?? provider
        } billing: { provider in
            registry.billing(of: provider)
        }
        routing = RoutingSetup(loaded, registry: registry)
        models = ProviderModels(registry: registry, prices: prices, batching: loaded.settings.batching)
        self.prices = prices
    }

    /// What is known of a model; nil when nothing is.
    package func profile(of model: ModelID) -> ModelProfile? { models.profile(of: model) }
}
