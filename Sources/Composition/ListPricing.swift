import AgentRuntime
import AgentSettings
import ExactJSON
import LanguageModels
import ModelProviders
import Money
import NIOConcurrencyHelpers

/// The runtime's prices: the price list with the settings' own prices on top, and what happens to models without one.
///
/// A price is looked for in the settings, then in whether the provider charges at all, then in the list. What is then
/// still unknown is blocked, charged at a ceiling, or recorded as unpriced, as the settings say; calls of a server on
/// one's own machine or network that nobody declared free pass and are recorded as unpriced, never as free.
final class ListPricing: Pricing {
    /// Looked-up prices that are kept; an entry is decoded in microseconds, a kept one costs nothing.
    private static let capacity = 256
    /// What a model without a price is taken to cost unless the settings say: the rates of the dearest text model
    /// that any of the large providers has listed so far (o1-pro, $150 and $600 a million tokens).
    private static let usualCeiling = [
        ("input_cost_per_token", "0.00015"), ("output_cost_per_token", "0.0006"), ("max_output_tokens", "128000"),
    ]

    /// A model as it is priced.
    struct Quote: Sendable {
        /// The list's entry, for limits and abilities; nil when the list does not know the model.
        var entry: ModelPrice?
        /// The price that counts; nil when there is none.
        var price: ModelPrice?
        /// Whether `price` is a ceiling and no price of the model's own.
        var isCeiling = false
        /// Whether nobody sends a bill.
        var isFree = false
    }

    private struct Key: Hashable {
        var model: ModelID
        /// How many of `changes` have come into effect.
        var epoch: Int
    }

    let version: String
    private let list: PriceList
    private let changes: [BillingTime]
    private let policy: UnpricedAction
    private let ceiling: ModelPrice?
    private let listName: @Sendable (String) -> String
    private let billing: @Sendable (String) -> ProviderBilling
    private let kept = NIOLockedValueBox<[Key: Quote]>([:])

    /// Makes the prices.
    ///
    /// - Parameters:
    ///   - budgets: say what happens to models without a price.
    ///   - listName: what the price list calls a provider.
    ///   - billing: whether a provider charges.
    /// - Throws: `PriceListError` when the settings' ceiling is no price.
    init(
        list: PriceList, budgets: BudgetsSettings = BudgetsSettings(),
        listName: @escaping @Sendable (String) -> String = { $0 },
        billing: @escaping @Sendable (String) -> ProviderBilling = { _ in .charges }
    ) throws {
        self.list = list
        self.listName = listName
        self.billing = billing
        changes = list.changes
        policy = budgets.onUnpriced
        version = list.version.description
        ceiling = budgets.onUnpriced == .ceiling ? try Self.ceiling(budgets.unpricedCeiling, list) : nil
    }

    private static func ceiling(_ settings: PriceSettings, _ list: PriceList) throws -> ModelPrice? {
        var fields = JSONObject(
            usualCeiling.compactMap { name, text in JSONNumber(text: text).map { (name, .number($0)) } })
        for member in settings.entry { fields[member.key] = member.value }
        var list = list
        try list.add(model: "unpriced/ceiling", fields: fields)
        return list.match(provider: "unpriced", name: "ceiling")?.price
    }

    /// The price and limits of a model; nil when the list does not know it.
    func entry(of model: ModelID, at time: Timestamp) -> ModelPrice? { quote(model, at: time).entry }

    func quote(_ model: ModelID, at time: Timestamp) -> Quote {
        let moment = time.billing
        let key = Key(model: model, epoch: changes.isEmpty ? 0 : changes.count { $0 <= moment })
        if let known = kept.withLockedValue({ $0[key] }) { return known }
        let found = look(for: model, at: moment)
        kept.withLockedValue { kept in
            if kept.count >= Self.capacity { kept.removeAll() }
            kept[key] = found
        }
        return found
    }

    private func look(for model: ModelID, at time: BillingTime) -> Quote {
        let entry =
            (list.match(provider: model.provider, name: model.name, at: time)
            ?? list.match(provider: listName(model.provider), name: model.name, at: time))?.price
        let isOwn = entry?.version.hasSuffix("+settings") ?? false
        if isOwn || billing(model.provider) != .free, let entry, entry.isPriced {
            return Quote(entry: entry, price: entry, isFree: entry.isFree)
        }
        if billing(model.provider) == .free { return Quote(entry: entry, isFree: true) }
        return Quote(entry: entry, price: ceiling, isCeiling: ceiling != nil)
    }

    func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
        if let reported = report.reportedCost { return PricedUsage(cost: reported, state: .reported) }
        let quote = quote(model, at: time)
        if quote.isFree { return PricedUsage(cost: .zero, state: .free) }
        guard let price = quote.price else { return PricedUsage(cost: nil, state: .unpriced) }
        let cost = price.cost(
            of: report.usage, terms: CallTerms(tier: tier ?? .standard, at: time.billing),
            isEstimate: quote.isCeiling || report.source != .provider)
        return PricedUsage(cost: cost.amount, state: cost.state, isAssumed: quote.isCeiling)
    }

    func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? {
        let quote = quote(model, at: time)
        return quote.isFree ? .zero : quote.price?.worstCase(bounds)
    }

    func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? {
        let quote = quote(model, at: time)
        guard !quote.isFree, quote.price == nil else { return nil }
        let why = list.explanation(provider: model.provider, model: model.name)
        if billing(model.provider) == .unknown {
            return .allowed(
                notice: "\(model) has no price. As its server is yours, it is asked all the same and its calls are "
                    + "recorded as unpriced. If nobody bills you for it, say `providers: {\(model.provider): "
                    + "{free: true}}`.")
        }
        if policy == .warn { return .allowed(notice: "\(why). Its calls are recorded as unpriced.") }
        return .blocked(
            reason: "Not asked, as its cost is not known: \(why). `budgets: {on_unpriced: warn}` lets such calls pass.")
    }
}

extension Timestamp {
    fileprivate var billing: BillingTime { BillingTime(secondsSinceEpoch: microseconds / 1_000_000) }
}
