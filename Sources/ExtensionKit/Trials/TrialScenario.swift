package import AgentSettings
package import ExactJSON
import LanguageModels

/// A conversation with a scripted model: what is said, and what the model answers.
package struct TrialScenario: SettingsSection {
    /// What a person says, one after another.
    package var messages: [String] = []
    /// What the model answers, in order.
    package var replies: [TrialReply] = []
    /// What the user set of the extension.
    package var settings: [String: JSONValue] = [:]

    package init() {}

    package static let keys: [SettingKey<TrialScenario>] = [
        SettingKey("messages", \.messages, .list(.text), "What a person says, one after another."),
        SettingKey("replies", \.replies, .list(.section), "What the model answers, in order."),
        SettingKey("settings", \.settings, .names(.json), "What the user set of the extension."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        if messages.isEmpty { report(place.problem("messages", "a test needs at least one message")) }
    }

    /// Reads a scenario.
    ///
    /// - Throws: `SettingsError` with everything that is wrong, each with its line.
    package static func read(path: String) throws(SettingsError) -> TrialScenario {
        try SettingsDocument.read(TrialScenario.self, path: path)
    }
}

/// One answer of the scripted model.
package struct TrialReply: SettingsSection {
    /// What it says.
    package var text: String?
    /// The tool it calls.
    package var tool: String?
    /// With what.
    package var arguments: JSONValue = .object(JSONObject())

    package init() {}

    package static let keys: [SettingKey<TrialReply>] = [
        SettingKey("text", \.text, .text, "What it says."),
        SettingKey("tool", \.tool, .text, "The tool it calls: NAME__tool for a tool of the extension."),
        SettingKey("arguments", \.arguments, .json, "With what it calls the tool."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        if (text == nil) == (tool == nil) {
            report(place.problem("text", "a reply has either a text: or a tool:"))
        }
    }
}

extension SettingFormat where Value == JSONValue {
    /// Any value.
    fileprivate static var json: Self {
        Self(shape: { .open }, read: { node, _, _ in node.json }, show: { SettingNode(json: $0) })
    }
}
