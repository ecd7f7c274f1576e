import AgentRuntime
import AgentSettings
package import HTTPAPI
import LanguageModels
import ModelProviders
import Money

/// The HTTP server over a composed runtime.
package struct ComposedServer: Sendable {
    /// The server, not started.
    package let server: APIServer

    /// Puts a server together.
    ///
    /// - Parameter log: takes JSON lines, without their end.
    /// - Throws: `APIServer.StartError`, and what reading the keys throws.
    package init(
        _ composed: ComposedRuntime, options: ServerOptions, log: @escaping @Sendable (String) -> Void
    ) throws {
        server = try APIServer(
            runtime: composed.runtime, menu: composed.menu, options: options,
            keys: composed.keyFile.map { KeyFile(path: $0) as any KeyRegister } ?? NoKeys(),
            resources: { await composed.machine.metrics + (composed.telemetry?.metrics ?? "") }, log: log)
    }
}

extension ModelMenu {
    /// The models of the settings, and those that the price list knows of the providers with a key.
    init(_ settings: Settings, configuration: RuntimeConfiguration, registry: ProviderRegistry, prices: PriceList) {
        let tiers = [
            ("simple", settings.routing.tiers.simple), ("standard", settings.routing.tiers.standard),
            ("premium", settings.routing.tiers.premium),
        ].map { name, models in (name: name, models: models.compactMap { ModelID($0) }) }.filter { !$0.models.isEmpty }
        let slots = [configuration.chat, configuration.utility, configuration.browser, configuration.embedding]
        let configured =
            slots.flatMap { [$0.model] + $0.fallbacks } + tiers.flatMap(\.models)
            + settings.prices.keys.sorted().compactMap { ModelID($0) }
        self.init(
            tiers: tiers, configured: configured,
            listed: {
                registry.providersWithKeys.flatMap { provider in
                    prices.models(of: provider.priceProvider).map { ModelID(provider: provider.name, name: $0) }
                }
            },
            usual: (configuration.chat.model, configuration.chat.fallbacks), embedding: configuration.embedding.model)
    }
}

extension PriceList {
    /// The names of a provider's models, as it knows them.
    fileprivate func models(of provider: String) -> [String] {
        keys.compactMap { key in
            if key.hasPrefix("\(provider)/") { return String(key.dropFirst(provider.utf8.count + 1)) }
            return !key.contains("/") && match(provider: provider, name: key) != nil ? key : nil
        }
    }
}
