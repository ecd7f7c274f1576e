import AgentRuntime
import AgentSettings
import SecretMasking
import Skills

/// The extensions that depend on the user's own folders and secrets.
enum PersonalExtensions {
    /// Makes them.
    static func all(_ loaded: LoadedSettings, masking: SecretMasking) -> [any Extension] {
        [masking, Skills(userFolder: loaded.folders.configuration.map { "\($0)/skills" })]
    }
}
