import AgentRuntime
import ArgumentParser
import ComplexityRouting
import Composition
import ExactJSON
import LanguageModels
import Money
import TrafficReplay

/// What differs from the settings in a replay.
struct SimulateRules: ParsableArguments {
    @Option(help: "cost_optimized, balanced or quality_first.")
    var strategy: String?

    @Option(name: .customLong("quality-threshold"), help: "The predicted quality that a model must have, 0 to 1.")
    var qualityThreshold: Double?

    @Option(help: "A tier's models, the preferred one first: simple=openai/gpt-4.1-nano,… Once for each tier.")
    var tier: [String] = []

    @Option(help: "Where a tier ends on the score: simple=0.4 or standard=0.8.")
    var threshold: [String] = []

    @Option(help: "Every message goes to this model.")
    var model: String?

    @Option(help: "A JSON file of prices on top of the list: {MODEL: {LiteLLM's fields}}.")
    var prices: String?

    init() {}

    /// The prices of the file.
    func givenPrices() throws(SimulateProblem) -> JSONObject {
        guard let prices else { return JSONObject() }
        let bytes = try TrafficFile.bytes(of: prices)
        do {
            if let object = try JSONValue(parsing: bytes).objectValue { return object }
        } catch { throw SimulateProblem(message: "\(prices): not JSON: \(error)") }
        throw SimulateProblem(message: "\(prices): not an object of prices by model")
    }

    /// A replay by the settings' rules with these changes.
    func replay(_ sources: ReplaySources) throws(SimulateProblem) -> TrafficReplay {
        let setup = sources.routing
        var rules = RoutingRules(tiers: setup.tiers, cuts: setup.cuts, chooser: setup.chooser)
        if let strategy {
            guard let known = ModelChooser.Strategy(rawValue: strategy) else {
                let names = ModelChooser.Strategy.allCases.map(\.rawValue).joined(separator: ", ")
                throw SimulateProblem(message: "\"\(strategy)\" is no strategy: use \(names)")
            }
            rules.chooser.strategy = known
        }
        if let qualityThreshold {
            guard (0...1).contains(qualityThreshold) else {
                throw SimulateProblem(message: "--quality-threshold is a number of 0 to 1")
            }
            rules.chooser.threshold = qualityThreshold
        }
        for text in tier { try Self.setTier(text, &rules) }
        for text in threshold { try Self.setCut(text, &rules.cuts) }
        guard rules.cuts.simple <= rules.cuts.standard else {
            throw SimulateProblem(
                message: "the thresholds are out of order: simple \(rules.cuts.simple) is above standard "
                    + "\(rules.cuts.standard)")
        }
        let only = try model.map { text throws(SimulateProblem) in try Self.model(text) }
        guard only != nil || !rules.models.isEmpty else {
            throw SimulateProblem(
                message: "there are no tiers to choose from: set `routing: {tiers: …}`, or give --tier or --model")
        }
        let predictor: Predictor
        do { predictor = try setup.store?.load() ?? Predictor() } catch {
            throw SimulateProblem(message: "\(error)")
        }
        let prices = sources.prices
        return TrafficReplay(
            rules: rules, predictor: predictor, only: only, profile: { sources.profile(of: $0) }
        ) { usage, model, at in
            prices.price(UsageReport(usage, source: .provider), model: model, tier: nil, at: at).cost
        }
    }

    private static func setTier(_ text: String, _ rules: inout RoutingRules) throws(SimulateProblem) {
        guard let (name, list) = pair(text), let tier = Tier(rawValue: name) else {
            throw SimulateProblem(message: "--tier \(text): write simple=…, standard=… or premium=…")
        }
        var models: [ModelID] = []
        for name in list.split(separator: ",") { models.append(try model(String(name))) }
        guard !models.isEmpty else { throw SimulateProblem(message: "--tier \(text): the tier is empty") }
        rules.tiers[tier] = models
    }

    private static func setCut(_ text: String, _ cuts: inout TierCuts) throws(SimulateProblem) {
        guard let (name, value) = pair(text), let number = Double(value), (0...1).contains(number) else {
            throw SimulateProblem(message: "--threshold \(text): write simple=0.4 or standard=0.8")
        }
        switch name {
        case "simple": cuts.simple = number
        case "standard": cuts.standard = number
        default: throw SimulateProblem(message: "--threshold \(text): only simple and standard end")
        }
    }

    private static func model(_ text: String) throws(SimulateProblem) -> ModelID {
        guard let model = ModelID(text) else {
            throw SimulateProblem(message: "\"\(text)\" is not a model: write provider/name")
        }
        return model
    }

    private static func pair(_ text: String) -> (String, String)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
}
