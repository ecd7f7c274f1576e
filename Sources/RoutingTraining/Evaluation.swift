import ComplexityRouting

/// What a predictor is worth on labelled messages it has not seen.
package struct Evaluation: Sendable {
    /// The parts into which the rows are cut; each is predicted by what learned from the others.
    package static let folds = 10

    /// The measures of one benchmark, or of all that share their models.
    package struct Line: Sendable, Hashable {
        package var name: String
        package var rows: Int
        package var weakest: String
        package var strongest: String
        /// The predictor's, cross-validated.
        package var learned: GapRecovered
        /// The cold start's: the signs in the message and nothing learned.
        package var cold: GapRecovered
        /// The number of words alone.
        package var words: GapRecovered
        /// Learned from the other benchmarks only; nil when there are no others of the same models.
        package var leftOut: GapRecovered?
        /// The three-tier cost of 95 % of the strongest model's quality; nil without prices.
        package var cost95: Double?
    }

    package var lines: [Line] = []

    /// Cross-validates. Rows whose models differ are learned separately.
    package init(_ samples: [Trainer.Sample], seed: UInt64 = 1, progress: (Double) -> Void = { _ in }) {
        let families = Self.families(samples)
        for (index, family) in families.enumerated() {
            let start = Double(index) / Double(families.count)
            lines += Self.lines(of: family, seed) { progress(start + $0 / Double(families.count)) }
        }
        progress(1)
    }

    /// The samples by the models they have outcomes of.
    static func families(_ samples: [Trainer.Sample]) -> [[Trainer.Sample]] {
        var order: [[String]] = []
        var groups: [[String]: [Trainer.Sample]] = [:]
        for sample in samples {
            let key = sample.row.quality.map(\.model).sorted()
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(sample)
        }
        return order.compactMap { groups[$0] }.filter { $0.count >= folds * 2 }
    }

    private static func lines(
        of family: [Trainer.Sample], _ seed: UInt64, _ progress: (Double) -> Void
    ) -> [Line] {
        let line = Trainer.Line(family)
        var scores = [Double](repeating: 0, count: family.count)
        var quality = [[String: Double]](repeating: [:], count: family.count)
        var random = StableRandom(seed: seed)
        let order = family.indices.shuffled(using: &random)
        let benchmarks = Array(Set(family.map(\.row.benchmark))).sorted()
        let parts = Double(folds + (benchmarks.count > 1 ? benchmarks.count : 0))
        for fold in 0..<folds {
            let held = Set(stride(from: fold, to: order.count, by: folds).map { order[$0] })
            let predictor = Trainer.train(
                order.filter { !held.contains($0) }.map { family[$0] }, line: line, seed: seed)
            for index in held {
                let predicted = predictor.predict(family[index].features, family[index].complexity)
                scores[index] = predicted.score
                quality[index] = Dictionary(predicted.quality.map { ($0.model, $0.chance) }) { first, _ in first }
            }
            progress(Double(fold + 1) / parts)
        }
        let cold = Trainer.cold(line)
        let coldScores = family.map { sample in
            Double(cold.need(cold.model.predict(sample.features), sample.features))
        }
        var found: [Line] = []
        let groups = benchmarks.count > 1 ? [nil] + benchmarks.map { Optional($0) } : [benchmarks.first]
        for (number, benchmark) in groups.enumerated() {
            let members = family.indices.filter { benchmark == nil || family[$0].row.benchmark == benchmark }
            func measure(_ score: (Int) -> Double) -> GapRecovered? {
                GapRecovered(members.map { (score($0), gain(family[$0], line)) })
            }
            guard let learned = measure({ scores[$0] }), let coldGap = measure({ coldScores[$0] }),
                let words = measure({ Double(family[$0].words) })
            else { continue }
            var leftOut: GapRecovered?
            if benchmark != nil, benchmarks.count > 1 {
                let other = Trainer.train(
                    family.indices.filter { family[$0].row.benchmark != benchmark }.map { family[$0] }, line: line,
                    seed: seed)
                leftOut = measure { other.predict(family[$0].features, family[$0].complexity).score }
                progress(Double(folds + number) / parts)
            }
            found.append(
                Line(
                    name: benchmark ?? "all", rows: members.count, weakest: line.weakest, strongest: line.strongest,
                    learned: learned, cold: coldGap, words: words, leftOut: leftOut,
                    cost95: tierCost(members, family, quality, line)))
        }
        return found
    }

    static func gain(_ sample: Trainer.Sample, _ line: Trainer.Line) -> Double {
        let quality = sample.row.quality
        let strong = quality.first { $0.model == line.strongest }?.quality ?? 0
        return strong - (quality.first { $0.model == line.weakest }?.quality ?? 0)
    }

    private static func tierCost(
        _ members: [Int], _ family: [Trainer.Sample], _ predicted: [[String: Double]], _ line: Trainer.Line
    ) -> Double? {
        let tiers = [line.weakest, line.middle, line.strongest]
        let points = members.compactMap { index -> TierCost.Point? in
            let row = family[index].row
            let costs = tiers.compactMap { row.cost[$0] }
            let known = Dictionary(row.quality.map { ($0.model, $0.quality) }) { first, _ in first }
            guard costs.count == tiers.count else { return nil }
            return TierCost.Point(
                predicted: tiers.map { predicted[index][$0] ?? 0 }, quality: tiers.map { known[$0] ?? 0 }, cost: costs)
        }
        return points.count == members.count ? TierCost.atMostOfPremium(points) : nil
    }
}
