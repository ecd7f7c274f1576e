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
///
/// The weights of the counts are kept twice. The steady ones stay near the prior: what messages are ranked by needs few
/// surprises where outcomes are few. The free ones go where the outcomes lead: they tell how good each model is at a kind
/// of task, which is what models are compared by.
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
        package var bucketDecay: Float = 0.005
        /// The pull of a count's steady weight to the prior.
        package var denseDecay: Float = 0.1
        /// The step of the counts' free weights.
        package var freeStep: Float = 0.05
        /// The pull of a count's free weight to the prior.
        package var freeDecay: Float = 0.01

        package init() {}
    }

    /// The chance of a good answer by each head, in the order of `heads`.
    package struct Chances: Sendable, Equatable {
        /// With the counts' steady weights: to rank messages by.
        package var steady: [Float]
        /// With the counts' free weights: to compare models by.
        package var free: [Float]
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
    package private(set) var freeWeights: [Float]
    package private(set) var freeSquares: [Float]

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
        freeWeights = []
        freeSquares = []
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
        freeWeights += prior
        denseSquares += [Float](repeating: 0, count: prior.count)
        freeSquares += [Float](repeating: 0, count: prior.count)
    }

    /// Takes up what was stored.
    init(
        heads: [String], outcomes: [Int], bucketWeights: [Float], bucketSeen: [Float], denseWeights: [Float],
        densePrior: [Float], denseSquares: [Float], freeWeights: [Float], freeSquares: [Float]
    ) {
        self.heads = heads
        self.outcomes = outcomes
        self.bucketWeights = bucketWeights
        self.bucketSeen = bucketSeen
        self.denseWeights = denseWeights
        self.densePrior = densePrior
        self.denseSquares = denseSquares
        self.freeWeights = freeWeights
        self.freeSquares = freeSquares
    }

    /// The share of a message's buckets that something was learned from, 0…1.
    package func coverage(_ features: MessageFeatures) -> Float {
        guard !features.buckets.isEmpty else { return 0 }
        let known = features.buckets.reduce(0) { $0 + (bucketSeen[Int($1)] > 0 ? 1 : 0) }
        return Float(known) / Float(features.buckets.count)
    }

    /// The index of a head.
    package func head(_ name: String) -> Int? { heads.firstIndex(of: name) }

    /// The chance of a good answer by each head.
    package func predict(_ features: MessageFeatures) -> Chances {
        var steady = wordSums(features)
        var free = steady
        add(denseWeights, features, to: &steady)
        add(freeWeights, features, to: &free)
        return Chances(steady: steady.map(Self.probability), free: free.map(Self.probability))
    }

    /// What the words say, by head, in log odds.
    private func wordSums(_ features: MessageFeatures) -> [Float] {
        let count = heads.count
        var sums = [Float](repeating: 0, count: count)
        sums.withUnsafeMutableBufferPointer { sums in
            bucketWeights.withUnsafeBufferPointer { weights in
                for bucket in features.buckets {
                    let at = Int(bucket) * count
                    for head in 0..<count { sums[head] += weights[at + head] }
                }
            }
            for head in 0..<count { sums[head] *= features.value }
        }
        return sums
    }

    /// Adds what the counts say.
    private func add(_ weights: [Float], _ features: MessageFeatures, to sums: inout [Float]) {
        weights.withUnsafeBufferPointer { weights in
            features.dense.withUnsafeBufferPointer { dense in
                for head in sums.indices {
                    var sum: Float = 0
                    let at = head * dense.count
                    for index in 0..<dense.count { sum += weights[at + index] * dense[index] }
                    sums[head] += sum
                }
            }
        }
    }

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
        let chances = predict(features)
        learnWords(
            features, labels.map { ($0.head, (chances.steady[$0.head] - $0.quality) * weight) }, scale)
        for (head, quality) in labels {
            outcomes[head] += 1
            Self.learn(
                &denseWeights, &denseSquares, densePrior, at: head * features.dense.count, features.dense,
                error: (chances.steady[head] - quality) * weight, step: (denseScale ?? scale) * rates.denseStep,
                decay: rates.denseDecay)
            Self.learn(
                &freeWeights, &freeSquares, densePrior, at: head * features.dense.count, features.dense,
                error: (chances.free[head] - quality) * weight, step: (denseScale ?? scale) * rates.freeStep,
                decay: rates.freeDecay)
        }
    }

    private mutating func learnWords(
        _ features: MessageFeatures, _ errors: [(head: Int, error: Float)], _ scale: Float
    ) {
        let count = heads.count
        let value = features.value
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
    }

    /// Moves one head's weights of the counts (AdaGrad with a pull to the prior).
    private static func learn(
        _ weights: inout [Float], _ squares: inout [Float], _ prior: [Float], at: Int, _ dense: [Float], error: Float,
        step: Float, decay: Float
    ) {
        for (index, x) in dense.enumerated() where x != 0 {
            let gradient = error * x
            squares[at + index] += gradient * gradient
            let old = weights[at + index]
            weights[at + index] =
                old - step / (1 + squares[at + index]).squareRoot() * (gradient + decay * (old - prior[at + index]))
        }
    }

    @inline(__always)
    static func probability(_ logit: Float) -> Float { 1 / (1 + exp(-logit)) }
}
