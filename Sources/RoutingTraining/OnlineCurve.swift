import ComplexityRouting

/// How fast the predictor learns: cold at first, fed outcomes one at a time in random order, measured on messages that
/// were kept apart.
package struct OnlineCurve: Sendable {
    /// A point of the curve.
    package struct Point: Sendable, Hashable {
        package var outcomes: Int
        package var apgr: Double
    }

    package var name: String
    package var points: [Point]
    /// The number of words alone on the same messages.
    package var words: Double
    /// What bulk training reaches on the same messages.
    package var offline: Double
    /// The first point at which it passes the number of words for good.
    package var passesWordsAt: Int?
    /// The first point at which it has 95 % of the offline figure for good.
    package var reaches95At: Int?

    /// Where the curve is measured.
    package static let marks = [0, 100, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 10_000]

    /// Runs it for each family of rows and each of their benchmarks with at least 200 rows.
    package static func curves(_ samples: [Trainer.Sample], seed: UInt64 = 1) -> [OnlineCurve] {
        Evaluation.families(samples).flatMap { curves(of: $0, seed) }
    }

    private static func curves(of family: [Trainer.Sample], _ seed: UInt64) -> [OnlineCurve] {
        let line = Trainer.Line(family)
        var random = StableRandom(seed: seed)
        let order = family.indices.shuffled(using: &random)
        let held = Array(order[..<(order.count / 5)])
        let fed = Array(order[(order.count / 5)...])
        let counts = Dictionary(grouping: held) { family[$0].row.benchmark }
        let names = counts.filter { $0.value.count >= 40 }.keys.sorted()
        func measure(_ score: (Int) -> Double) -> [String: Double] {
            var found = ["all": GapRecovered(held.map { (score($0), Evaluation.gain(family[$0], line)) })?.apgr ?? 0.5]
            for name in names {
                let points = (counts[name] ?? []).map { (score($0), Evaluation.gain(family[$0], line)) }
                found[name] = GapRecovered(points)?.apgr
            }
            return found
        }
        let words = measure { Double(family[$0].words) }
        let bulk = Trainer.train(fed.map { family[$0] }, line: line, seed: seed)
        let offline = measure { bulk.predict(family[$0].features, family[$0].complexity).score }
        var predictor = Trainer.cold(line)
        var measured: [(Int, [String: Double])] = []
        for (index, sample) in fed.enumerated() {
            if marks.contains(index) { measured.append((index, measure { need(predictor, family[$0]) })) }
            predictor.learnOnline(family[sample].features, family[sample].row.quality)
        }
        measured.append((fed.count, measure { need(predictor, family[$0]) }))
        return (["all"] + names).compactMap { name in
            guard let words = words[name], let offline = offline[name] else { return nil }
            let points = measured.compactMap { mark in mark.1[name].map { Point(outcomes: mark.0, apgr: $0) } }
            func first(above limit: Double) -> Int? {
                let below = points.lastIndex { $0.apgr < limit }
                guard let below else { return points.first?.outcomes }
                return below + 1 < points.count ? points[below + 1].outcomes : nil
            }
            return OnlineCurve(
                name: name, points: points, words: words, offline: offline, passesWordsAt: first(above: words),
                reaches95At: first(above: 0.95 * offline))
        }
    }

    private static func need(_ predictor: Predictor, _ sample: Trainer.Sample) -> Double {
        Double(predictor.need(predictor.model.predict(sample.features), sample.features))
    }
}
