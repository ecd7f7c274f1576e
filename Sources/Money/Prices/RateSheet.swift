/// The rate cards of a model: one for every service tier and context band that has prices of its own.
struct RateSheet: Sendable, Hashable {
    /// The prompt length from which band 1, 2, … applies, ascending; band 0 begins at 0.
    var bandStarts: [Int]
    /// Cards in rows of `bandStarts.count + 1`, one row for every tier that differs from the others.
    var cards: [RateCard]
    /// The row of each service tier, by the order of `ServiceTier.allCases`.
    var rowOfTier: [UInt8]
    /// Cards in the same rows for off-peak hours; empty when the model has none.
    var offPeakCards: [RateCard]
    /// When those apply.
    var offPeak: OffPeakSchedule?

    /// No price for anything.
    static let unknown = RateSheet(
        bandStarts: [], cards: [.unknown], rowOfTier: Array(repeating: 0, count: ServiceTier.allCases.count),
        offPeakCards: [], offPeak: nil)

    /// The card for a request.
    @inline(__always)
    func card(promptTokens: Int, tier: ServiceTier, at time: BillingTime?) -> RateCard {
        var index = Int(rowOfTier[tier.index])
        if !bandStarts.isEmpty {
            index *= bandStarts.count + 1
            for start in bandStarts where promptTokens >= start { index += 1 }
        }
        if let offPeak, let time, offPeak.contains(time) { return offPeakCards[index] }
        return cards[index]
    }

    /// The cards that a request with at most `promptTokens` tokens may be billed by, at any hour.
    func reachableCards(promptTokens: Int, tier: ServiceTier) -> [RateCard] {
        let bands = 1 + bandStarts.prefix { $0 <= promptTokens }.count
        let first = Int(rowOfTier[tier.index]) * (bandStarts.count + 1)
        let peak = cards[first..<first + bands]
        return offPeak == nil ? Array(peak) : Array(peak) + offPeakCards[first..<first + bands]
    }
}

extension ServiceTier {
    /// The position in `allCases`.
    @inline(__always)
    var index: Int {
        switch self {
        case .standard: 0
        case .batch: 1
        case .flex: 2
        case .priority: 3
        case .balanced: 4
        case .ultrafast: 5
        }
    }
}
