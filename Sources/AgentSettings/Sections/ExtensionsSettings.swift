package import ExactJSON

/// Which extensions run, and their own settings.
package struct ExtensionsSettings: SettingsSection {
    /// The names of those that are switched off.
    package var disabled: [String] = []
    /// Each one's own settings, by its name; the extension checks them.
    package var settings: [String: JSONObject] = [:]

    package init() {}

    package static let keys: [SettingKey<ExtensionsSettings>] = [
        SettingKey("disabled", \.disabled, .list(.text), "The names of those that are switched off."),
        SettingKey("settings", \.settings, .names(.open), "Each one's own settings, by its name."),
    ]
}
