/// A provider added to the catalogue, or changes to one that is in it: what is nil stays as it is there.
package struct ProviderSettings: SettingsSection {
    /// The wire format that it speaks.
    package var dialect: ProviderDialect?
    /// Where it is, up to and without the dialect's own path, e.g. `http://127.0.0.1:8000/v1`.
    package var baseURL: String?
    /// The environment variable, or the name in `secrets.env`, that holds its key.
    package var keyEnv: String?
    /// Where its models run; decides what counts as cloud spend.
    package var locality: ProviderLocality?
    /// Whether it charges nothing for any of its models. A model's own price under `prices` counts all the same.
    package var free: Bool?

    package init() {}

    package static let keys: [SettingKey<ProviderSettings>] = [
        SettingKey("dialect", \.dialect, .word, "The wire format that it speaks."),
        SettingKey("base_url", \.baseURL, .address, "Where it is, e.g. http://127.0.0.1:8000/v1."),
        SettingKey("key_env", \.keyEnv, .environmentName, "The environment variable that holds its key."),
        SettingKey("locality", \.locality, .word, "Where its models run."),
        SettingKey("free", \.free, .flag, "Whether it charges nothing for any of its models."),
    ]
}

/// The wire formats that providers speak.
package enum ProviderDialect: String, Sendable, Hashable, CaseIterable {
    /// OpenAI's chat completions.
    case openai
    /// Anthropic's messages.
    case anthropic
}

/// Where a provider's models run.
package enum ProviderLocality: String, Sendable, Hashable, CaseIterable {
    /// On this machine or in this network.
    case local
    /// At somebody else's.
    case cloud
}
