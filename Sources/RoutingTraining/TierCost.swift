#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What three tiers cost that together reach 95 % of the premium model's quality.
///
/// Each message goes to the tier with the best predicted quality minus λ × its mean cost; λ runs over the whole range,
/// and the cheapest mixture on the upper hull of (cost, quality) counts.
package enum TierCost {
    /// One message: predicted quality, true quality and price, by tier.
    package struct Point: Sendable {
        package var predicted: [Double]
        package var quality: [Double]
        package var cost: [Double]

        package init(predicted: [Double], quality: [Double], cost: [Double]) {
            self.predicted = predicted
            self.quality = quality
            self.cost = cost
        }
    }

    /// The cost relative to always asking the premium model; nil when there are no prices or it is never reached.
    package static func atMostOfPremium(_ points: [Point], share: Double = 0.95) -> Double? {
        guard let tiers = points.first?.cost.count, tiers > 1 else { return nil }
        let count = Double(points.count)
        let mean = (0..<tiers).map { tier in points.reduce(0) { $0 + $1.cost[tier] } / count }
        let quality = (0..<tiers).map { tier in points.reduce(0) { $0 + $1.quality[tier] } / count }
        guard mean[tiers - 1] > 0 else { return nil }
        var mixtures = (0..<tiers).map { (cost: mean[$0], quality: quality[$0]) }
        let lambdas = [0] + (0...120).map { pow(10, -3 + 6 * Double($0) / 120) / mean[tiers - 1] }
        for lambda in lambdas {
            var cost = 0.0
            var sum = 0.0
            for point in points {
                var best = 0
                for tier in 1..<tiers
                where point.predicted[tier] - lambda * mean[tier] > point.predicted[best] - lambda * mean[best] {
                    best = tier
                }
                cost += point.cost[best]
                sum += point.quality[best]
            }
            mixtures.append((cost / count, sum / count))
        }
        let hull = hull(mixtures)
        let wanted = share * quality[tiers - 1]
        guard let index = hull.firstIndex(where: { $0.quality >= wanted }) else { return nil }
        guard index > 0 else { return hull[0].cost / mean[tiers - 1] }
        let (low, high) = (hull[index - 1], hull[index])
        let part = (wanted - low.quality) / (high.quality - low.quality)
        return (low.cost + part * (high.cost - low.cost)) / mean[tiers - 1]
    }

    /// The upper hull, up to the best quality.
    private static func hull(_ points: [(cost: Double, quality: Double)]) -> [(cost: Double, quality: Double)] {
        var hull: [(cost: Double, quality: Double)] = []
        for point in points.sorted(by: { ($0.cost, $0.quality) < ($1.cost, $1.quality) }) {
            while hull.count >= 2 {
                let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
                guard (b.quality - a.quality) * (point.cost - a.cost) <= (point.quality - a.quality) * (b.cost - a.cost)
                else { break }
                hull.removeLast()
            }
            hull.append(point)
        }
        let best = hull.indices.max { hull[$0].quality < hull[$1].quality } ?? 0
        return Array(hull[...best])
    }
}
