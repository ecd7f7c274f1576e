import AgentSettings
import ExactJSON
import SecretMasking

extension SecretMasking {
    /// Masks every secret that the settings and the environment hold.
    ///
    /// - Throws: `AgentError` when the extension's settings are not what it takes.
    init(_ loaded: LoadedSettings) throws {
        let section = try ExtensionSection("SecretMasking", loaded.settings, keys: ["usable", "recognize"])
        // A provider's key may be in a variable whose name does not say that it holds one.
        let ofProviders = loaded.settings.providers.values.compactMap(\.keyEnv).sorted()
        let all = loaded.secrets.known + ofProviders.compactMap { loaded.secrets.keys(named: [$0]) }
        let named = all.flatMap { found in
            found.keys.enumerated().map { index, key in
                KnownSecret(name: index == 0 ? found.name : "\(found.name).\(index + 1)", value: key.reveal())
            }
        }
        self.init(
            MaskingRules(
                known: named, usable: Set(try section.names("usable") ?? []),
                recognizes: try section.flag("recognize") ?? true))
    }
}
