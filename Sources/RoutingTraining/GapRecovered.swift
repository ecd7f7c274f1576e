/// How much of the gap between a weak and a strong model a router recovers (RouteLLM, arXiv:2406.18665).
///
/// PGR(f) is the share of the gap recovered when the fraction f of messages with the highest scores goes to the strong
/// model; ties are shared in expectation, so a random score has exactly 0.5.
package struct GapRecovered: Sendable, Hashable {
    /// The area under PGR over f.
    package var apgr: Double
    /// The share of strong calls that recovers half of the gap, and 80 % of it.
    package var cpt50: Double
    package var cpt80: Double

    /// Measures; nil when the strong model is not better, so that there is no gap.
    ///
    /// - Parameter points: the score, and by how much the strong model's answer was better.
    package init?(_ points: [(score: Double, gain: Double)]) {
        let total = points.reduce(0) { $0 + $1.gain }
        guard total > 0 else { return nil }
        let ordered = points.sorted { $0.score > $1.score }
        let count = Double(ordered.count)
        var fractions = [0.0]
        var recovered = [0.0]
        var area = 0.0
        var start = 0
        while start < ordered.count {
            var end = start
            var gain = 0.0
            while end < ordered.count, ordered[end].score == ordered[start].score {
                gain += ordered[end].gain
                end += 1
            }
            area += gain * (1 - Double(start + end) / 2 / count)
            fractions.append(Double(end) / count)
            recovered.append(recovered[recovered.count - 1] + gain / total)
            start = end
        }
        func crossing(_ share: Double) -> Double {
            guard let index = recovered.firstIndex(where: { $0 >= share }) else { return 1 }
            guard index > 0 else { return fractions[0] }
            let part = (share - recovered[index - 1]) / (recovered[index] - recovered[index - 1])
            return fractions[index - 1] + part * (fractions[index] - fractions[index - 1])
        }
        apgr = area / total
        cpt50 = crossing(0.5)
        cpt80 = crossing(0.8)
    }
}
