/// The token rates of a model under one set of modifiers, for showing a price list.
public struct PriceRow: Sendable, Hashable {
    /// The service tier.
    public var tier: ServiceTier
    /// The prompt length from which on the rates count.
    public var fromPromptTokens: Int
    /// Whether they count in off-peak hours.
    public var isOffPeak: Bool
    /// The rates a token, by kind of charge; kinds without a price are left out.
    public var rates: [(item: LineItem, rate: Rate)] {
        let all: [(LineItem, Int64)] = [
            (.uncachedInput, card.input), (.cacheRead, card.cacheRead), (.cacheWrite5m, card.cacheWrite5m),
            (.cacheWrite1h, card.cacheWrite1h), (.cacheWrite12h, card.cacheWrite12h), (.audioInput, card.audioInput),
            (.audioCacheRead, card.audioCacheRead), (.imageInput, card.imageInput), (.output, card.output),
            (.reasoning, card.reasoning), (.audioOutput, card.audioOutput), (.imageOutput, card.imageOutput),
        ]
        return all.filter { $0.1 >= 0 }.map { (item: $0.0, rate: Rate(attodollars: $0.1)) }
    }

    let card: RateCard

    /// The rate of one kind of charge; nil when it has no price.
    public func rate(_ item: LineItem) -> Rate? { rates.first { $0.item == item }?.rate }
}

extension ModelPrice {
    /// All token rates: by service tier (tiers that cost what the standard one does are left out), context band and
    /// time of day. Empty when the model is unpriced or free.
    public var rows: [PriceRow] {
        guard isPriced, !isFree, sheet.cards[0] != .unknown else { return [] }
        var rows: [PriceRow] = []
        for tier in ServiceTier.allCases {
            let row = Int(sheet.rowOfTier[tier.index])
            guard tier == .standard || row > 0 else { continue }
            for band in 0...sheet.bandStarts.count {
                let index = row * (sheet.bandStarts.count + 1) + band
                let start = band == 0 ? 0 : sheet.bandStarts[band - 1]
                rows.append(
                    PriceRow(tier: tier, fromPromptTokens: start, isOffPeak: false, card: sheet.cards[index]))
                if sheet.offPeak != nil, sheet.offPeakCards[index] != sheet.cards[index] {
                    rows.append(
                        PriceRow(tier: tier, fromPromptTokens: start, isOffPeak: true, card: sheet.offPeakCards[index]))
                }
            }
        }
        return rows
    }

    /// The prices that are not by the token: of a request, of units and of tools, in dollars for `per` of them.
    public var unitRates: [(name: String, rate: Rate, per: Int)] {
        var rates: [(name: String, rate: Rate, per: Int)] = []
        if units.perRequest != .zero { rates.append((LineItem.request.rawValue, units.perRequest, 1)) }
        rates += units.units.map { ($0.key.rawValue, $0.value.rate, Int($0.value.per)) }.sorted { $0.0 < $1.0 }
        rates += units.tools.map { ($0.key.rawValue, $0.value.rate, Int($0.value.per)) }.sorted { $0.0 < $1.0 }
        return rates
    }
}
