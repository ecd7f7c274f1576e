/// How much a task asks of a model.
package enum Tier: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Short questions and small edits.
    case simple
    /// Everyday tasks.
    case standard
    /// Hard ones.
    case premium

    package static func < (a: Tier, b: Tier) -> Bool { a.rank < b.rank }

    /// 0, 1, 2.
    package var rank: Int {
        switch self {
        case .simple: 0
        case .standard: 1
        case .premium: 2
        }
    }

    /// The next tier up; the highest stays.
    package var raised: Tier { Tier.allCases[min(rank + 1, 2)] }
    /// The next tier down; the lowest stays.
    package var lowered: Tier { Tier.allCases[max(rank - 1, 0)] }
}

/// Where the tiers end on the score: simple < `simple` ≤ standard < `standard` ≤ premium.
package struct TierCuts: Sendable, Hashable {
    package var simple: Double
    package var standard: Double

    package init(simple: Double = 0.3, standard: Double = 0.7) {
        self.simple = simple
        self.standard = standard
    }

    /// The tier of a score.
    package func tier(of score: Double) -> Tier { score < simple ? .simple : score < standard ? .standard : .premium }
}
