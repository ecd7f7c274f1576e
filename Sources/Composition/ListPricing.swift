import AgentRuntime
import AgentSettings
import LanguageModels
import Money
import NIOConcurrencyHelpers

/// The runtime's prices: the price list with the settings' own prices on top.
final class ListPricing: Pricing {
    /// Looked-up prices that are kept; an entry is decoded in microseconds, a kept one costs nothing.
    private static let capacity = 256

    let version: String
    private let list: PriceList
    private let listName: @Sendable (String) -> String
    private let kept = NIOLockedValueBox<[ModelID: ModelPrice?]>([:])

    /// Makes the prices.
    ///
    /// - Parameter listName: what the price list calls a provider.
    init(list: PriceList, listName: @escaping @Sendable (String) -> String) {
        self.list = list
        self.listName = listName
        version = list.version.description
    }

    /// The price and limits of a model; nil when the list does not know it.
    func entry(of model: ModelID) -> ModelPrice? {
        if let known = kept.withLockedValue({ $0[model] }) { return known }
        let found =
            (list.match(provider: model.provider, name: model.name)
            ?? list.match(provider: listName(model.provider), name: model.name))?.price
        kept.withLockedValue { kept in
            if kept.count >= Self.capacity { kept.removeAll() }
            kept[model] = found
        }
        return found
    }

    func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
        if let reported = report.reportedCost { return PricedUsage(cost: reported, state: .reported) }
        guard let entry = entry(of: model) else { return PricedUsage(cost: nil, state: .unpriced) }
        let cost = entry.cost(
            of: report.usage, terms: CallTerms(tier: tier ?? .standard, at: time.billing),
            isEstimate: report.source != .provider)
        return PricedUsage(cost: cost.amount, state: cost.state)
    }

    func worstCase(
        promptTokens: Int, maxOutputTokens: Int?, model: ModelID, tier: ServiceTier?, at time: Timestamp
    ) -> Money? {
        entry(of: model)?.worstCase(
            CallBounds(promptTokens: promptTokens, maxOutputTokens: maxOutputTokens, tier: tier ?? .standard))
    }
}

extension Timestamp {
    fileprivate var billing: BillingTime { BillingTime(secondsSinceEpoch: microseconds / 1_000_000) }
}
