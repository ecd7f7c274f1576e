/// Where everything is recorded, and how firmly.
package struct StorageSettings: SettingsSection {
    /// The database file; nil is `$XDG_STATE_HOME/farthing/farthing.db`.
    package var path: String?
    /// What a commit survives.
    package var durability = StorageDurability.normal

    package init() {}

    package static let keys: [SettingKey<StorageSettings>] = [
        SettingKey("path", \.path, .text, "The database file; otherwise $XDG_STATE_HOME/farthing/farthing.db."),
        SettingKey("durability", \.durability, .word, "normal survives a killed process, full a power cut too."),
    ]
}

/// What a commit survives.
package enum StorageDurability: String, Sendable, Hashable, CaseIterable {
    /// The death of the process.
    case normal
    /// A power cut as well, for a sync to disk a commit.
    case full
}
