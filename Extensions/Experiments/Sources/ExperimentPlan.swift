package import ExactJSON
package import LanguageModels

/// What is tried: a model for a share of the conversations, compared with what they would be answered by otherwise.
package struct ExperimentPlan: Sendable, Hashable {
    /// The name, which also decides who is in it.
    package var name: String
    /// The model that is tried.
    package var model: ModelID
    /// The share of the conversations that try it, 0…1.
    package var share: Double
    /// The chance of a false verdict.
    package var level: Double

    package init(name: String, model: ModelID, share: Double, level: Double = 0.05) {
        self.name = name
        self.model = model
        self.share = share
        self.level = level
    }

    /// Why settings are no plan.
    package struct Problem: Error, Sendable, CustomStringConvertible {
        package var description: String
    }

    /// Reads `extensions: {settings: {Experiments: {name, model, share, level}}}`.
    package init(settings: JSONObject) throws(Problem) {
        guard let name = settings["name"]?.stringValue, !name.isEmpty else {
            throw Problem(description: "extensions.settings.Experiments.name is missing: name the experiment")
        }
        guard let model = settings["model"]?.stringValue.flatMap({ ModelID($0) }) else {
            throw Problem(description: "extensions.settings.Experiments.model is missing: write provider/name")
        }
        let share = settings["share"]?.doubleValue ?? 0.1
        let level = settings["level"]?.doubleValue ?? 0.05
        guard (0...1).contains(share), level > 0, level < 0.5 else {
            throw Problem(
                description: "extensions.settings.Experiments: share is 0 to 1, level above 0 and below 0.5")
        }
        self.init(name: name, model: model, share: share, level: level)
    }

    /// Whether a conversation tries the model.
    package func includes(_ conversation: String) -> Bool { StableHash.place(of: conversation, salt: name) < share }
}
