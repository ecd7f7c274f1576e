/// Where a setting's value was written.
package enum SettingOrigin: Sendable, Hashable {
    /// Nowhere: it is the default.
    case standard
    /// A file; line and column count from 1.
    case file(String, line: Int, column: Int)
    /// An environment variable of this name.
    case environment(String)
}

extension SettingOrigin: CustomStringConvertible {
    /// `default`, `farthing.yaml:3` or `FARTHING_ROUTING__ENABLED`.
    package var description: String {
        switch self {
        case .standard: "default"
        case .file(let path, let line, _): "\(path):\(line)"
        case .environment(let name): name
        }
    }
}
