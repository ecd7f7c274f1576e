/// The problems met while the settings are read: all of them, up to a limit.
package struct SettingsProblems {
    /// The most that are kept; the rest is counted.
    static let limit = 50

    private(set) var list: [SettingsProblem] = []
    private(set) var omitted = 0

    /// Adds a problem.
    package mutating func add(_ problem: SettingsProblem) {
        guard list.count < SettingsProblems.limit else {
            omitted += 1
            return
        }
        list.append(problem)
    }

    /// Adds a problem of the setting at `path`.
    package mutating func add(_ origin: SettingOrigin, _ path: SettingPath, _ message: String) {
        add(SettingsProblem(at: origin, path: path, message: message))
    }

    /// Throws what has been collected; returns when there is nothing.
    func check() throws(SettingsError) {
        guard !list.isEmpty else { return }
        throw SettingsError(problems: list, omitted: omitted)
    }
}
