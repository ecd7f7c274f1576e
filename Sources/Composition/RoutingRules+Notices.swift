import AgentRuntime
import ComplexityRouting
import LanguageModels

extension RoutingRules {
    /// What a person should know of the tiers' models that routing passes over: a line for each, with the reason.
    func notices(_ models: ProviderModels, _ prices: ListPricing) -> [String] {
        let now = SystemClock().now
        return self.models.compactMap { model, tier in
            func passedOver(_ reason: String) -> String {
                "Routing passes over \(model), tier \(tier.rawValue): \(reason)"
            }
            do {
                _ = try models.model(model)
            } catch {
                return passedOver((error as? ModelError)?.message ?? "\(error)")
            }
            guard prices.unpricedCall(model, at: now) != nil else { return nil }
            return passedOver("its price is not known. Give one under `prices:` in the settings.")
        }
    }
}
