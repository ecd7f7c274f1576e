/// One entry of a price list: what a model costs at one provider, and what the list says about it.
public struct ModelPrice: Sendable, Hashable {
    /// The entry's key in the list, e.g. `azure/gpt-4o` or `claude-sonnet-4-5`.
    public let key: String
    /// The provider in the words of the list, e.g. `vertex_ai-language-models`.
    public let provider: String
    /// What the model does.
    public let mode: ModelMode
    /// The largest prompt in tokens; nil when not known.
    public let maxInputTokens: Int?
    /// The longest answer in tokens; nil when not known.
    public let maxOutputTokens: Int?
    /// What the model can do.
    public let capabilities: ModelCapabilities
    /// The day on which the provider withdraws the model, `YYYY-MM-DD`.
    public let deprecationDate: String?
    /// Whether it is declared to cost nothing.
    public let isFree: Bool
    /// The version of the list the entry is from, with `+settings` where the user's own prices count.
    public let version: String

    let sheet: RateSheet
    let units: UnitPrices
    let uplifts: [Uplift]

    struct Uplift: Sendable, Hashable {
        var condition: PriceUplift
        /// The multiplier in millionths.
        var millionths: Int64
    }

    /// Whether the entry is of a provider, named in our, LiteLLM's or the vendor's words.
    public func isOf(provider name: String) -> Bool {
        ProviderFamily.name(of: provider) == ProviderFamily.name(of: name)
    }

    /// Whether the entry has a price at all at the usual terms. Without, every call is `unpriced`: rates of 0 that
    /// nobody declared free count as unknown, and so does a text model of which only one side has a price.
    public var isPriced: Bool { isFree || isKnown(sheet.cards[0]) }

    /// Whether a card, or where that suffices the unit prices, price anything.
    @inline(__always)
    private func isKnown(_ card: RateCard) -> Bool {
        card.input >= 0 || card.output >= 0 || (!mode.generatesText && !units.isEmpty)
    }
}

extension ModelPrice {
    /// The price of a usage; nil when something was used that has no price. Never zero for an unknown price.
    ///
    /// This is the one price function: estimates, reservations and settlements all come from here. It does not
    /// allocate and takes some tens of nanoseconds.
    ///
    /// - Parameters:
    ///   - usage: What was used.
    ///   - terms: Service tier, time and surcharges.
    public func amount(of usage: Usage, terms: CallTerms = .standard) -> Money? {
        if isFree { return .zero }
        return exactTotal(of: usage, terms: terms).map { Money(attodollars: $0) }
    }

    /// What a usage costs, how that is known, and by which price list.
    ///
    /// - Parameters:
    ///   - usage: What was used.
    ///   - terms: Service tier, time and surcharges.
    ///   - isEstimate: Whether the usage is our own count and not the provider's.
    public func cost(of usage: Usage, terms: CallTerms = .standard, isEstimate: Bool = false) -> Cost {
        guard let amount = amount(of: usage, terms: terms) else {
            return Cost(amount: nil, state: .unpriced, priceVersion: version)
        }
        let state: CostState = isFree ? .free : isEstimate ? .estimated : .computed
        return Cost(amount: amount, state: state, priceVersion: version)
    }

    @inline(__always)
    private func exactTotal(of usage: Usage, terms: CallTerms) -> Int128? {
        let card = sheet.card(promptTokens: usage.promptTokens, tier: terms.tier, at: terms.at)
        guard isKnown(card), var total = card.total(usage) else { return nil }
        if !uplifts.isEmpty { total = uplifted(total, by: terms.uplifts) }
        guard !units.isEmpty || !usage.serverTools.isEmpty || !usage.units.isEmpty else { return total }
        var sum = AttoSum()
        units.add(usage, to: &sum)
        guard let fees = sum.total else { return nil }
        let (all, overflow) = total.addingReportingOverflow(fees)
        return overflow ? .max : all
    }

    func uplifted(_ total: Int128, by conditions: PriceUplift) -> Int128 {
        var total = total
        for uplift in uplifts where conditions.contains(uplift.condition) {
            let (product, overflow) = total.multipliedReportingOverflow(by: Int128(uplift.millionths))
            total = overflow ? .max : (product + 500_000) / 1_000_000
        }
        return total
    }
}
