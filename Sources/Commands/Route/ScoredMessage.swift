import ComplexityRouting
import Composition
import ExactJSON
import LanguageModels

/// A message with its score, tier and the quality expected of each model.
struct ScoredMessage {
    let prediction: Predictor.Prediction
    let tier: Tier
    /// By model: those that were learned, then those of the tiers.
    let quality: [(model: String, chance: Double)]

    init(_ text: String, predictor: Predictor, setup: RoutingSetup) {
        prediction = predictor.predict(MessageScan(text))
        tier = setup.cuts.tier(of: prediction.score)
        var quality = prediction.quality
        for (model, tier) in setup.models where !quality.contains(where: { $0.model == model.description }) {
            quality.append(
                (model.description, ExpectedQuality.cold(tier, score: prediction.score, cuts: setup.cuts)))
        }
        self.quality = quality
    }

    /// The members of a line of `route score --jsonl`, without the id.
    var members: [(String, JSONValue)] {
        [
            ("score", .rounded(prediction.score, places: 6)), ("tier", .string(tier.rawValue)),
            ("quality", .object(JSONObject(quality.map { ($0.model, .rounded($0.chance)) }))),
            ("factors", .array(prediction.factors.map(\.json))),
        ]
    }
}
