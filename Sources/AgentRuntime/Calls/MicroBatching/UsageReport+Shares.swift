import LanguageModels
import Money

extension UsageReport {
    /// What each of several callers used of a request that they shared, by weight. The shares together are the whole,
    /// to the token and the pico-dollar.
    func shares(_ weights: [Int]) -> [UsageReport] {
        guard weights.count > 1 else { return [self] }
        let inputs = Self.split(Int64(usage.input), weights)
        let costs = reportedCost.map { Self.split($0.picodollars, weights) }
        return weights.indices.map { index in
            // An embedding uses input alone; anything else is the first one's, so that nothing is lost.
            var part = index == 0 ? usage : Usage()
            part.input = Int(inputs[index])
            return UsageReport(part, source: source, reportedCost: costs.map { Money(picodollars: $0[index]) })
        }
    }

    /// Splits a whole number by weights; what rounding leaves goes to the first.
    private static func split(_ whole: Int64, _ weights: [Int]) -> [Int64] {
        let sum = Int128(weights.reduce(0, +))
        guard sum > 0 else { return [whole] + weights.dropFirst().map { _ in 0 } }
        var parts = weights.map { Int64(Int128(whole) * Int128($0) / sum) }
        parts[0] += whole - parts.reduce(0, +)
        return parts
    }
}
