/// The predictor of one user: quality by model, how much a message needs a strong one, how sure that is.
package struct Predictor: Sendable, Equatable {
    /// The head that learns whether a strong model adds something.
    package static let needHead = "\u{1}need"

    /// What is predicted for a message.
    package struct Prediction: Sendable {
        /// How much of a model the task needs, 0…1.
        package var score: Double
        /// The chance of a good answer by each model that was learned or asked for.
        package var quality: [(model: String, chance: Double)]
        /// The reasons.
        package var factors: [Factor]
        /// How much of the score was learned, 0…1; the rest are the signs in the message.
        package var confidence: Double
        /// Before it was set among recent traffic.
        package var need: Float
    }

    package var model: QualityModel
    package var traffic: TrafficQuantiles
    /// The models whose difference is the need: the weakest and the strongest.
    package private(set) var weakest: String?
    package private(set) var strongest: String?
    /// Outcomes learned from, of any model.
    package private(set) var outcomes = 0
    /// How often each kind of outcome was learned from as it happened.
    package var sources: [String: Int] = [:]

    /// The cold start: nothing learned.
    package init() {
        model = QualityModel()
        traffic = TrafficQuantiles()
        model.addHead(Self.needHead, prior: ColdStart.need)
    }

    /// Takes up what was stored.
    package init(
        model: QualityModel, traffic: TrafficQuantiles, weakest: String?, strongest: String?, outcomes: Int
    ) {
        self.model = model
        self.traffic = traffic
        self.weakest = weakest
        self.strongest = strongest
        self.outcomes = outcomes
    }

    /// The models it has heads for.
    package var models: [String] { model.heads.filter { $0 != Self.needHead } }

    /// Gives a model a head of its own, once; the number of heads is bounded, and a model beyond it is predicted by the
    /// cold start of its tier.
    package mutating func know(_ name: String, tier: Tier) {
        guard model.head(name) == nil, model.heads.count < QualityModel.mostHeads else { return }
        model.addHead(name, prior: ColdStart.prior(tier))
    }

    /// Says which models the need lies between.
    package mutating func setEnds(weakest: String, strongest: String) {
        self.weakest = weakest
        self.strongest = strongest
    }

    /// Predicts for a message.
    package func predict(_ scan: MessageScan, context: TaskContext = TaskContext()) -> Prediction {
        predict(MessageFeatures(scan), Complexity(scan, context: context))
    }

    package func predict(_ features: MessageFeatures, _ complexity: Complexity) -> Prediction {
        let chances = model.predict(features)
        let need = need(chances, features)
        let learned = traffic.share(below: need)
        let confidence = learned == nil ? 0 : confidence(features)
        let score = (learned ?? 0) * confidence + complexity.score * (1 - confidence)
        var factors = complexity.factors
        if confidence > 0, let learned {
            for index in factors.indices { factors[index].weight *= 1 - confidence }
            factors.append(Factor("learned", value: learned, weight: confidence))
        }
        let quality = zip(model.heads, chances.free).filter { $0.0 != Self.needHead }.map {
            (model: $0.0, chance: Double($0.1))
        }
        return Prediction(
            score: max(0, min(1, score)), quality: quality, factors: factors, confidence: confidence, need: need)
    }

    /// How much a strong model adds: the difference of the two heads and the head that learned the difference itself,
    /// with a light pull by length where the message offers no choices. The pull is what keeps long free-form tasks
    /// up when their words are new.
    package func need(_ chances: QualityModel.Chances, _ features: MessageFeatures) -> Float {
        var need: Float = model.head(Self.needHead).map { chances.steady[$0] } ?? 0.5
        if let weakest, let strongest, let weak = model.head(weakest), let strong = model.head(strongest) {
            need += chances.steady[strong] - chances.steady[weak]
        }
        if features.dense[2 * MessageFeatures.counts] == 0 { need += 0.05 * features.dense[0] }
        return need
    }

    /// How much the learned part counts: by how many outcomes there are, and by how much of the message is known
    /// ground.
    package func confidence(_ features: MessageFeatures) -> Double {
        let experience = Double(outcomes) / Double(outcomes + 100)
        return experience * min(1, Double(model.coverage(features)) / 0.4)
    }

    /// Learns from the outcomes of one message.
    ///
    /// - Parameters:
    ///   - qualities: how good each model's answer was, 0…1; models without a head are passed over.
    ///   - weight: how much it counts; a person's verdict more than a sign.
    ///   - step: how far to go; training goes less far with every pass.
    package mutating func learn(
        _ features: MessageFeatures, _ qualities: [(model: String, quality: Double)], weight: Float = 1,
        step: Float = 1, denseStep: Float? = nil
    ) {
        var labels: [(head: Int, quality: Float)] = []
        for (name, quality) in qualities {
            if let head = model.head(name) { labels.append((head, Float(max(0, min(1, quality))))) }
        }
        if let weak = qualities.first(where: { $0.model == weakest })?.quality,
            let strong = qualities.first(where: { $0.model == strongest })?.quality,
            let head = model.head(Self.needHead)
        {
            labels.append((head, Float((1 + strong - weak) / 2)))
        }
        model.learn(features, labels, weight: weight, step: step, denseStep: denseStep)
    }

    /// Learns from an outcome as it happens: the message is set among recent traffic too. Steps are larger than in bulk
    /// training, where each outcome comes by many times; those of the counts are smaller, as one message tells little of them.
    package mutating func learnOnline(
        _ features: MessageFeatures, _ qualities: [(model: String, quality: Double)], weight: Float = 1
    ) {
        learn(features, qualities, weight: weight, step: Self.onlineStep, denseStep: Self.onlineDenseStep)
        note(features)
    }

    private static let onlineStep: Float = 5
    private static let onlineDenseStep: Float = 0.2

    /// Counts an outcome and sets the message among recent traffic.
    package mutating func note(_ features: MessageFeatures) {
        outcomes += 1
        traffic.note(need(model.predict(features), features))
    }
}
