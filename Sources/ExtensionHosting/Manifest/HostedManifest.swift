import AgentRuntime
package import AgentSettings

/// What `extension.yaml` says of an extension that is a program of its own.
///
/// ```yaml
/// name: redactor
/// version: 1.2.0
/// summary: Takes telephone numbers out of what the model sees.
/// command: [python3, main.py]
/// hooks:
///   - {point: message_loop_prompts_after, order: 20, timeout_ms: 500, on_failure: abort}
/// tools: [count_redactions]
/// permissions:
///   network: false
///   paths: {read: [~/phonebook.txt], write: [.]}
///   secrets: [REDACTOR_KEY]
/// settings:
///   mask: {type: string, default: "[number]", summary: What stands in a number's place.}
/// ```
///
/// The extension's folder is its working directory and may be read by it; nothing else that is not written here may.
package struct HostedManifest: SettingsSection {
    /// The file's name in an extension's folder.
    package static let fileName = "extension.yaml"

    /// The name: 1 to 48 letters, digits, `_` and `-`. It begins the names of its tools, and overrides an extension of
    /// the same name from a farther place.
    package var name = ""
    /// Its version.
    package var version = "0.1.0"
    /// What it does, one line.
    package var summary = ""
    /// The program and its arguments. A first word with a slash in it is meant from the extension's folder.
    package var command: [String] = []
    /// Its place among the handlers of a point, lower first, where a hook does not say its own.
    package var order = 50
    /// Extensions that must be there.
    package var requires: [String] = []
    /// Extensions it runs before.
    package var before: [String] = []
    /// Extensions it runs after.
    package var after: [String] = []
    /// The points at which it takes part. What it advertises beyond these is refused.
    package var hooks: [ManifestHook] = []
    /// The tools it offers. What it lists beyond these is not offered to the model.
    package var tools: [String] = []
    /// What it may do.
    package var permissions = PermissionSettings()
    /// How much of the machine it may use.
    package var limits = ProcessLimits()
    /// The longest that one of its tools may take.
    package var timeout: Duration = .seconds(120)
    /// What its user can set under `extensions: settings: NAME:` in `farthing.yaml`, by name.
    package var settings: [String: SettingDeclaration] = [:]

    package init() {}

    package static let keys: [SettingKey<HostedManifest>] = [
        SettingKey("name", \.name, .extensionName, "The name: letters, digits, _ and -."),
        SettingKey("version", \.version, .text, "Its version."),
        SettingKey("summary", \.summary, .text, "What it does, one line."),
        SettingKey("command", \.command, .list(.text), "The program and its arguments."),
        SettingKey("order", \.order, .integer(0...1000), "Its place among the handlers of a point, lower first."),
        SettingKey("requires", \.requires, .list(.extensionName), "Extensions that must be there."),
        SettingKey("before", \.before, .list(.extensionName), "Extensions it runs before."),
        SettingKey("after", \.after, .list(.extensionName), "Extensions it runs after."),
        SettingKey("hooks", \.hooks, .list(.section), "The points at which it takes part."),
        SettingKey("tools", \.tools, .list(.text), "The tools it offers."),
        SettingKey("permissions", \.permissions, .section, "What it may do."),
        SettingKey("limits", \.limits, .section, "How much of the machine it may use."),
        SettingKey(
            "timeout", \.timeout, .duration(.seconds(1)...(.seconds(86_400))), "The longest a tool of it may take."),
        SettingKey("settings", \.settings, .names(.section), "What its user can set, by name."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        if name.isEmpty, !place.has("name") { report(place.problem("name", "an extension needs a name")) }
        if command.isEmpty {
            report(
                place.problem(
                    "command", "an extension needs a command: [program, argument, …], e.g. [python3, main.py]"))
        }
        for name in settings.keys where !name.isExtensionName {
            report(place.problem("settings", "\"\(name)\" is not a name: use letters, digits, _ and -"))
        }
        var points: Set<String> = []
        for hook in hooks where !points.insert(hook.point?.rawValue ?? "").inserted && hook.point != nil {
            report(place.problem("hooks", "the point \(hook.point?.rawValue ?? "") stands twice; keep one"))
        }
    }

    /// Reads the manifest of an extension's folder.
    ///
    /// - Throws: `SettingsError` with everything that is wrong, each with its line.
    package static func read(folder: String) throws(SettingsError) -> HostedManifest {
        try SettingsDocument.read(HostedManifest.self, path: "\(folder)/\(fileName)")
    }
}
