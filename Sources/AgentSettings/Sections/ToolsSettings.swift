/// The tools that come with the runtime.
package struct ToolsSettings: SettingsSection {
    /// The tool that runs commands.
    package var shell = ShellSettings()

    package init() {}

    package static let keys: [SettingKey<ToolsSettings>] = [
        SettingKey("shell", \.shell, .section, "The tool that runs commands.")
    ]
}
