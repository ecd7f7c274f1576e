/// A section of the settings. Its keys are declared once; reading, `config show` and documentation follow from them.
package protocol SettingsSection: Sendable, Hashable {
    /// Makes the section with the defaults.
    init()
    /// Every valid key, in the order in which they are shown.
    static var keys: [SettingKey<Self>] { get }
    /// Reports values that are valid each by itself but not together.
    func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void)
}

extension SettingsSection {
    /// Reports nothing.
    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {}
}

/// Where a section was written, so that a check can point at the right line.
package struct SectionPlace: Sendable {
    package let node: SettingNode
    package let path: SettingPath

    /// Makes the problem of one of the section's keys; of keys that stand nowhere the section itself is named.
    package func problem(_ key: String, _ message: String) -> SettingsProblem {
        SettingsProblem(at: node[key]?.origin ?? node.origin, path: path.appending(key), message: message)
    }

    /// Whether a key was written, rather than left to its default.
    package func has(_ key: String) -> Bool {
        node[key].map { !$0.isNull } ?? false
    }
}
