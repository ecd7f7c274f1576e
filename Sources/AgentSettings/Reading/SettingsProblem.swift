/// One thing that is wrong with the settings, and where.
package struct SettingsProblem: Error, Sendable, Hashable {
    /// Where it was written.
    package let origin: SettingOrigin
    /// The setting; empty when the whole file is meant.
    package let path: SettingPath
    /// What is wrong and what to write instead. Never holds a secret.
    package let message: String

    package init(at origin: SettingOrigin, path: SettingPath, message: String) {
        self.origin = origin
        self.path = path
        self.message = message
    }
}

extension SettingsProblem: CustomStringConvertible {
    /// `farthing.yaml:3:5: routing.strategy: …`, or the variable's name and the message.
    package var description: String {
        let place: String? =
            switch origin {
            case .standard: nil
            case .file(let path, let line, let column): "\(path):\(line):\(column)"
            case .environment(let name): name
            }
        let setting: String? =
            if case .environment = origin { nil } else if path.keys.isEmpty { nil } else { path.description }
        return [place, setting, message].compactMap(\.self).joined(separator: ": ")
    }
}
