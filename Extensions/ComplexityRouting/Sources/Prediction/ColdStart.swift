/// What a head believes before its first outcome: weights over the counts, by the tier it stands for.
///
/// Logistic regressions (L2, C = 0.1) on the counts of the 12,260 labelled questions of lm-sys/RouteLLM (Apache-2.0) and
/// ulab-uiuc/LLMRouter (MIT): was the cheap model right, was the strong one right, did the strong one add something.
/// No word of those questions is in them.
package enum ColdStart {
    /// The weights for a model of that tier.
    package static func prior(_ tier: Tier) -> [Float] {
        switch tier {
        case .simple: simple
        case .standard: zip(simple, premium).map { ($0 + $1) / 2 }
        case .premium: premium
        }
    }

    /// Whether a cheap model answers well.
    private static let simple: [Float] = [
        -0.1024, -0.1956, 0.2556, -0.2675, 0.5450, -0.0341, 0.0219, -0.3660, -0.2990, -0.0619, -0.1350,
        -0.2183, 0.0147, -0.0750, -0.0718, -0.0798, -0.0043, -0.0230, 0.0175, 0.1705, -0.0933, -0.0491,
        0.3072, -0.3338, -0.6135, 0.0552, -0.1614, 0.2292, 0.6489, 0.2724, -0.0567, 0.1242, 0.1059, 0.4303,
        0.0538, 0.1450, -0.1453, -0.0713, 0.0326, 0.3317, 0.5007, 0.1933,
    ]

    /// Whether a strong model answers well.
    private static let premium: [Float] = [
        -0.1238, -0.0428, -0.1697, 0.1154, 0.6383, -0.0307, 0.1156, -0.4472, -0.1870, -0.1156, -0.3689,
        -0.2542, 0.0106, -0.3940, -0.0300, -0.1925, 0.2667, -0.0317, 0.0307, -0.2733, -0.0876, -0.0993,
        0.3795, -0.6788, -0.5419, 0.0710, -0.1859, 0.4017, 0.1653, 0.2700, 0.0175, 0.3095, -0.0987, 0.5794,
        0.0984, 0.2679, 0.0252, -0.1699, -0.0777, 0.4516, 0.5060, 1.0296,
    ]

    /// Whether a strong model answers better than a cheap one: (1 + difference) / 2.
    package static let need: [Float] = [
        0.0198, 0.0673, -0.1939, 0.1706, 0.0180, 0.0013, 0.0530, -0.0004, 0.0291, -0.0214, -0.0935, -0.0147,
        -0.0183, -0.1026, 0.0251, -0.0383, 0.1111, 0.0024, 0.0094, -0.2267, 0.0100, 0.0057, 0.0075, -0.0979,
        0.0457, 0.0009, -0.0086, 0.0501, -0.2220, -0.0216, 0.0358, 0.0721, -0.0746, 0.0140, -0.0034, 0.0331,
        0.0697, -0.0476, -0.0506, 0.0361, 0.0288, 0.2827,
    ]
}
