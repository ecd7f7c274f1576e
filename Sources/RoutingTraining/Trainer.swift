package import ComplexityRouting

/// Learns in bulk from labelled messages.
package struct Trainer: Sendable {
    /// Passes over the rows.
    package static let passes = 16
    /// The share of the first step by which the last pass's is smaller.
    private static let cooling: Float = 0.95

    /// A row ready to learn from.
    package struct Sample: Sendable {
        package var features: MessageFeatures
        package var complexity: Complexity
        package var words: Int
        package var row: OutcomeRow

        package init(_ row: OutcomeRow) {
            let scan = MessageScan(row.prompt)
            features = MessageFeatures(scan)
            complexity = Complexity(scan)
            words = scan.words
            self.row = row
        }
    }

    /// The models of some rows, set among the tiers by what they cost and how good they are.
    package struct Line: Sendable, Hashable {
        package var models: [String] = []
        /// The cheapest; among equals, or without prices, the weakest.
        package var weakest = ""
        /// The best.
        package var strongest = ""
        /// The best of those that cost less than the best; the weakest when there are only two.
        package var middle = ""

        package init(_ samples: some Sequence<Sample>) {
            var sums: [String: (quality: Double, cost: Double, count: Double, priced: Double)] = [:]
            for sample in samples {
                for (model, quality) in sample.row.quality {
                    if sums[model] == nil { models.append(model) }
                    sums[model, default: (0, 0, 0, 0)].quality += quality
                    sums[model, default: (0, 0, 0, 0)].count += 1
                    guard let cost = sample.row.cost[model] else { continue }
                    sums[model, default: (0, 0, 0, 0)].cost += cost
                    sums[model, default: (0, 0, 0, 0)].priced += 1
                }
            }
            func quality(_ model: String) -> Double { sums[model].map { $0.quality / $0.count } ?? 0 }
            func cost(_ model: String) -> Double { sums[model].map { $0.priced > 0 ? $0.cost / $0.priced : 0 } ?? 0 }
            strongest = models.max { quality($0) < quality($1) } ?? ""
            let others = models.filter { $0 != strongest }
            weakest = others.min { (cost($0), quality($0)) < (cost($1), quality($1)) } ?? strongest
            middle =
                others.filter { $0 != weakest && cost($0) < cost(strongest) }.max { quality($0) < quality($1) }
                ?? weakest
        }

        /// The tier whose cold start fits a model.
        package func tier(of model: String) -> Tier {
            model == weakest ? .simple : model == strongest ? .premium : .standard
        }
    }

    /// A predictor that knows the models of a line and nothing else.
    package static func cold(_ line: Line) -> Predictor {
        var predictor = Predictor()
        // The ends first: they carry the need when there are more models than heads.
        for model in [line.weakest, line.strongest, line.middle] + line.models {
            predictor.know(model, tier: line.tier(of: model))
        }
        predictor.setEnds(weakest: line.weakest, strongest: line.strongest)
        return predictor
    }

    /// Learns from samples.
    ///
    /// - Parameters:
    ///   - seed: of the order in each pass.
    ///   - progress: told the share that is done.
    package static func train(
        _ samples: [Sample], line: Line, seed: UInt64 = 1, progress: (Double) -> Void = { _ in }
    ) -> Predictor {
        var predictor = cold(line)
        var random = StableRandom(seed: seed)
        var order = Array(samples.indices)
        for pass in 0..<passes {
            order.shuffle(using: &random)
            let step = 1 - cooling * Float(pass) / Float(passes)
            for index in order {
                predictor.learn(samples[index].features, samples[index].row.quality, step: step)
            }
            progress(Double(pass + 1) / Double(passes))
        }
        for index in order { predictor.note(samples[index].features) }
        return predictor
    }
}
