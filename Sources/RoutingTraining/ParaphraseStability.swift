import ComplexityRouting

/// How often a message that is said otherwise keeps its tier: learned from four fifths of the messages, measured on the
/// rest. The tiers are thirds of the scores of the messages as they were.
package struct ParaphraseStability: Sendable {
    package var name: String
    /// Messages measured.
    package var rows: Int
    /// The share of them that keeps its tier, by the way of saying it otherwise.
    package var same: [(way: Paraphrase, share: Double)]

    /// Measures each family of rows, and each of their benchmarks with at least 40 rows to measure on.
    package static func measure(_ samples: [Trainer.Sample], seed: UInt64 = 1) -> [ParaphraseStability] {
        Evaluation.families(samples).flatMap { family -> [ParaphraseStability] in
            let line = Trainer.Line(family)
            var random = StableRandom(seed: seed)
            let order = family.indices.shuffled(using: &random).map { family[$0] }
            let held = Array(order[..<(order.count / 5)])
            let predictor = Trainer.train(Array(order[(order.count / 5)...]), line: line, seed: seed)
            let groups = Dictionary(grouping: held) { $0.row.benchmark }.filter { $0.value.count >= 40 }
            let benchmarks = groups.count > 1 ? groups.sorted { $0.key < $1.key } : []
            return [ParaphraseStability("all", held, predictor)]
                + benchmarks.map { ParaphraseStability($0.key, $0.value, predictor) }
        }
    }

    private init(_ name: String, _ samples: [Trainer.Sample], _ predictor: Predictor) {
        let scores = samples.map { predictor.predict($0.features, $0.complexity).score }
        let sorted = scores.sorted()
        let cuts = (sorted[sorted.count / 3], sorted[sorted.count * 2 / 3])
        func third(_ score: Double) -> Int { (score > cuts.0 ? 1 : 0) + (score > cuts.1 ? 1 : 0) }
        self.name = name
        rows = samples.count
        same = Paraphrase.allCases.map { way in
            let kept = zip(samples, scores).count { sample, score in
                third(predictor.predict(MessageScan(way.said(sample.row.prompt))).score) == third(score)
            }
            return (way, Double(kept) / Double(samples.count))
        }
    }
}
