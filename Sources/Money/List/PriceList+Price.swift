extension PriceList {
    /// What a usage of a model costs: the price function for estimates and settlements alike.
    ///
    /// A model that the list does not know, or has no price for, is `unpriced`, never free.
    ///
    /// - Parameters:
    ///   - usage: What was used.
    ///   - provider: The provider.
    ///   - model: The name the provider knows; after a call the model that answered, not the one asked.
    ///   - terms: Service tier, time and surcharges.
    ///   - isEstimate: Whether the usage is our own count and not the provider's.
    public func price(
        _ usage: Usage, provider: String, model: String, terms: CallTerms = .standard, isEstimate: Bool = false
    ) -> Cost {
        guard let match = match(provider: provider, name: model, at: terms.at) else {
            return Cost(amount: nil, state: .unpriced, priceVersion: version.description)
        }
        return match.price.cost(of: usage, terms: terms, isEstimate: isEstimate)
    }

    /// Why a model has no price and what to do, for an error message: names the model, the provider and the list.
    public func explanation(provider: String, model: String) -> String {
        let entry = match(provider: provider, name: model)
        let problem =
            entry == nil
            ? "\(provider)/\(model) is not in the price list \(version)"
            : "the price list \(version) has no usable price for \(provider)/\(model)"
        return problem + ": give its price under `prices:` in the settings, or declare it with `free: true` if it "
            + "costs nothing"
    }
}
