#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Predicts how likely each model is to answer a message well enough: one logistic head a model over hashed words,
/// word pairs and counts.
///
/// A head starts from a prior over the counts and learns what differs. Each bucket keeps how often it was learned
/// from: that sets its step (AdaGrad's idea, shared by the heads) and tells how much of a message is known ground.
package struct QualityModel: Sendable, Equatable {
    /// The settings of learning; the shipped ones are those that `eval` measures.
    package struct Rates: Sendable, Equatable {
        /// The step of a bucket.
        package var bucketStep: Float = 0.8
        /// The step of the counts.
        package var denseStep: Float = 0.02
        /// How much is learned from a bucket before its step begins to shrink.
        package var patience: Float = 30
        /// The pull of a bucket's weight to zero at each outcome.
        package var bucketDecay: Float = 0.002
        /// The pull of a count's weight to the prior.
        package var denseDecay: Float = 0.1

        package init() {}
    }

    /// Buckets in a short message: there a bucket counts as seen once.
    private static let usualBuckets: Float = 50

    /// Names of the heads, in the order of the weights.
    package private(set) var heads: [String]
    /// Outcomes each head learned from.
    package private(set) var outcomes: [Int]
    package var rates = Rates()
    /// The heads' weights of one bucket lie together: one line of memory a bucket.
    package private(set) var bucketWeights: [Float]
    package private(set) var bucketSeen: [Float]
    package private(set) var denseWeights: [Float]
    package private(set) var densePrior: [Float]
    /// Sums of squared gradients, a head and count.
    package private(set) var denseSquares: [Float]

    /// The most heads: with them the stored model stays below 2 MB.
    package static let mostHeads = 14

    /// Makes a model without heads.
    package init() {
        heads = []
        outcomes = []
        bucketWeights = []
        bucketSeen = [Float](repeating: 0, count: MessageFeatures.buckets)
        denseWeights = []
        densePrior = []
        denseSquares = []
    }

    /// Adds a head that starts from a prior over the counts.
    package mutating func addHead(_ name: String, prior: [Float]) {
        precondition(prior.count == MessageFeatures.denseCount, "a prior has a weight for each count")
        let count = heads.count
        var wider = [Float](repeating: 0, count: MessageFeatures.buckets * (count + 1))
        for bucket in 0..<MessageFeatures.buckets {
            for head in 0..<count { wider[bucket * (count + 1) + head] = bucketWeights[bucket * count + head] }
        }
        bucketWeights = wider
        heads.append(name)
        outcomes.append(0)
        densePrior += prior
        denseWeights += prior
        denseSquares += [Float](repeating: 0, count: prior.count)
    }

    /// Takes up what was stored.
    init(
        heads: [String], outcomes: [Int], bucketWeights: [Float], bucketSeen: [Float], denseWeights: [Float],
        densePrior: [Float], denseSquares: [Float]
    ) {
        self.heads = heads
        self.outcomes = outcomes
        self.bucketWeights = bucketWeights
        self.bucketSeen = bucketSeen
        self.denseWeights = denseWeights
        self.densePrior = densePrior
        self.denseSquares = denseSquares
    }

    /// The share of a message's buckets that something was learned from, 0…1.
    package func coverage(_ features: MessageFeatures) -> Float {
        guard !features.buckets.isEmpty else { return 0 }
        let known = features.buckets.reduce(0) { $0 + (bucketSeen[Int($1)] > 0 ? 1 : 0) }
        return Float(known) / Float(features.buckets.count)
    }

    /// The index of a head.
    package func head(_ name: String) -> Int? { heads.firstIndex(of: name) }

    /// The log odds of a good answer by each head.
    package func logits(_ features: MessageFeatures) -> [Float] {
        var sums = [Float](repeating: 0, count: heads.count)
        let count = heads.count
        guard count > 0 else { return sums }
        sums.withUnsafeMutableBufferPointer { sums in
            bucketWeights.withUnsafeBufferPointer { weights in
                for bucket in features.buckets {
                    let at = Int(bucket) * count
                    for head in 0..<count { sums[head] += weights[at + head] }
                }
            }
            denseWeights.withUnsafeBufferPointer { weights in
                features.dense.withUnsafeBufferPointer { dense in
                    for head in 0..<count {
                        var sum: Float = 0
                        let at = head * dense.count
                        for index in 0..<dense.count { sum += weights[at + index] * dense[index] }
                        sums[head] = sums[head] * features.value + sum
                    }
                }
            }
        }
        return sums
    }

    /// The probability of a good answer by each head, in the order of `heads`.
    package func predict(_ features: MessageFeatures) -> [Float] { logits(features).map(Self.probability) }

    /// Learns from outcomes of one message: `quality` in 0…1 for each head that was tried.
    ///
    /// - Parameters:
    ///   - weight: how much the outcome counts; a person's verdict more than a guess.
    ///   - scale: how far the buckets' weights go.
    ///   - denseScale: how far the counts' weights go; as far when nil.
    package mutating func learn(
        _ features: MessageFeatures, _ labels: [(head: Int, quality: Float)], weight: Float = 1, step scale: Float = 1,
        denseStep denseScale: Float? = nil
    ) {
        guard !labels.isEmpty else { return }
        let logits = logits(features)
        let count = heads.count
        let value = features.value
        var errors = [(head: Int, error: Float)]()
        for label in labels {
            errors.append((label.head, (Self.probability(logits[label.head]) - label.quality) * weight))
            outcomes[label.head] += 1
        }
        bucketWeights.withUnsafeMutableBufferPointer { weights in
            for bucket in features.buckets {
                let seen = bucketSeen[Int(bucket)]
                bucketSeen[Int(bucket)] = seen + value * value * Self.usualBuckets
                let step = scale * rates.bucketStep / (rates.patience + seen).squareRoot()
                let at = Int(bucket) * count
                for (head, error) in errors {
                    let old = weights[at + head]
                    weights[at + head] = old - step * (error * value + rates.bucketDecay * old)
                }
            }
        }
        for (head, error) in errors {
            let at = head * features.dense.count
            for (index, x) in features.dense.enumerated() where x != 0 {
                let gradient = error * x
                denseSquares[at + index] += gradient * gradient
                let step = (denseScale ?? scale) * rates.denseStep / (1 + denseSquares[at + index]).squareRoot()
                let old = denseWeights[at + index]
                denseWeights[at + index] =
                    old - step * (gradient + rates.denseDecay * (old - densePrior[at + index]))
            }
        }
    }

    @inline(__always)
    static func probability(_ logit: Float) -> Float { 1 / (1 + exp(-logit)) }
}
