#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The chance that a model of a tier answers a task of a score well enough.
package enum ExpectedQuality {
    /// How much quality a step of the score costs.
    private static let slope = 0.6
    /// The chance at the end of a model's own tier: what `quality_threshold` is by default.
    private static let atCut = 0.7
    /// Outcomes that make a model's own record count as much as its tier.
    private static let patience = 30.0

    /// By tier alone: 0.7 where the tier ends, more below, less above. So with the default threshold the tiers end
    /// where the settings say.
    package static func cold(_ tier: Tier, score: Double, cuts: TierCuts) -> Double {
        let end =
            switch tier {
            case .simple: cuts.simple
            case .standard: cuts.standard
            // Nothing is too hard for the premium tier by its score alone.
            case .premium: 1.2
            }
        // A score on the cut belongs to the tier above.
        let room = end - score
        return max(0.02, min(0.98, atCut + slope * room - (room <= 0 ? 1e-9 : 0)))
    }

    /// By tier and, the more there are, by the model's own outcomes.
    package static func of(
        _ tier: Tier, score: Double, cuts: TierCuts, learned: Double?, outcomes: Int, confidence: Double
    ) -> Double {
        let cold = cold(tier, score: score, cuts: cuts)
        guard let learned else { return cold }
        let weight = Double(outcomes) / (Double(outcomes) + patience) * confidence
        return cold * (1 - weight) + learned * weight
    }
}
