package import ExactJSON

/// Which extensions run, and their own settings.
package struct ExtensionsSettings: SettingsSection {
    /// The names of those that are switched off.
    package var disabled: [String] = []
    /// Each one's own settings, by its name; the extension checks them.
    package var settings: [String: JSONObject] = [:]

    /// Servers of the Model Context Protocol, by the name under which their tools appear.
    package var servers: [String: ServerSettings] = [:]
    /// What keeps extensions that are programs of their own from what they were not granted.
    package var sandbox = SandboxMode.auto

    package init() {}

    package static let keys: [SettingKey<ExtensionsSettings>] = [
        SettingKey("disabled", \.disabled, .list(.text), "The names of those that are switched off."),
        SettingKey("settings", \.settings, .names(.open), "Each one's own settings, by its name."),
        SettingKey("servers", \.servers, .names(.section), "Servers of the Model Context Protocol, by name."),
        SettingKey("sandbox", \.sandbox, .word, "What keeps programs from what they were not granted."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        for entry in place.node["servers"]?.entries ?? [] where !entry.key.isExtensionName {
            report(
                SettingsProblem(
                    at: entry.origin, path: place.path.appending("servers").appending(entry.key),
                    message: "a server's name has at most 48 letters, digits, _ and -"))
        }
    }
}

extension String {
    /// Whether this can be the name of an extension: it begins the names of its tools.
    package var isExtensionName: Bool {
        (1...48).contains(utf8.count)
            && utf8.allSatisfy { $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "_-".utf8.contains($0) }
    }
}
