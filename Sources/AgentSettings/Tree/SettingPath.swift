/// The keys that lead to a setting, outermost first.
package struct SettingPath: Sendable, Hashable {
    /// The keys; empty for the whole document.
    package var keys: [String]

    package init(_ keys: [String] = []) {
        self.keys = keys
    }

    /// Returns the path of a key, or of a list's element, below this one.
    package func appending(_ key: String) -> SettingPath {
        SettingPath(keys + [key])
    }
}

extension SettingPath: CustomStringConvertible {
    /// The keys joined by dots, e.g. `routing.thresholds.simple`.
    package var description: String { keys.joined(separator: ".") }
}
