/// Where prompt texts are looked for, before the usual places.
package struct PromptsSettings: SettingsSection {
    /// Folders, nearest first. After them come `./prompts`, the user's folder and the texts in the binary.
    package var paths: [String] = []

    package init() {}

    package static let keys: [SettingKey<PromptsSettings>] = [
        SettingKey("paths", \.paths, .list(.text), "Folders, nearest first, before ./prompts and the user's folder.")
    ]
}
