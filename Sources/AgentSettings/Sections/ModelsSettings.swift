/// The models by what they are used for.
package struct ModelsSettings: SettingsSection {
    /// Answers the user and calls tools.
    package var chat = SlotSettings()
    /// Does background work: summaries, titles, judging.
    package var utility = SlotSettings()
    /// Drives a browser.
    package var browser = SlotSettings()
    /// Turns texts into vectors.
    package var embedding = SlotSettings()

    package init() {}

    package static let keys: [SettingKey<ModelsSettings>] = [
        SettingKey("chat", \.chat, .section, "Answers the user and calls tools."),
        SettingKey("utility", \.utility, .section, "Does background work: summaries, titles, judging."),
        SettingKey("browser", \.browser, .section, "Drives a browser."),
        SettingKey("embedding", \.embedding, .section, "Turns texts into vectors."),
    ]
}
