/// Settings that cannot be used: everything that is wrong with them at once.
package struct SettingsError: Error, Sendable, Hashable {
    /// What is wrong, in the order found: never empty.
    package let problems: [SettingsProblem]
    /// How many more there were than `problems` holds.
    package let omitted: Int

    package init(problems: [SettingsProblem], omitted: Int = 0) {
        self.problems = problems
        self.omitted = omitted
    }
}

extension SettingsError: CustomStringConvertible {
    /// One line a problem.
    package var description: String {
        let more = omitted > 0 ? ["and \(omitted) more"] : []
        return (problems.map(\.description) + more).joined(separator: "\n")
    }
}
