/// What the loading of the settings depends on: nothing else is read from the process.
package struct SettingsRequest: Sendable {
    /// The file named by `--config`; nil looks for one.
    package var configuration: String?
    /// The folder from which to look upward; absolute.
    package var workingDirectory: String
    /// The environment.
    package var environment: [String: String]
    /// Names beginning with `FARTHING_` that other parts of the program read, and that are no settings.
    package var otherVariables: Set<String>

    package init(
        configuration: String? = nil, workingDirectory: String, environment: [String: String],
        otherVariables: Set<String> = []
    ) {
        self.configuration = configuration
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.otherVariables = otherVariables
    }
}

extension SettingsRequest: CustomStringConvertible, CustomReflectable {
    /// The folder only: the environment holds secrets.
    package var description: String { "settings from \(configuration ?? workingDirectory)" }
    /// Nothing, for the same reason.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
