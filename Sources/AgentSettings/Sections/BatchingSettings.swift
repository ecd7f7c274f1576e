/// When small embedding requests that come at the same time are sent as one.
package struct BatchingSettings: SettingsSection {
    /// How many texts a batch holds; 1 sends each request by itself.
    package var batchSize = 10
    /// How long the first text of a batch waits for others, in milliseconds.
    package var waitMilliseconds = 100
    /// Whether the size follows the traffic, between 5 and 50.
    package var isAdaptive = true

    package init() {}

    package static let keys: [SettingKey<BatchingSettings>] = [
        SettingKey(
            "batch_size", \.batchSize, .integer(1...2048), "Texts a batch holds; 1 sends each request by itself."),
        SettingKey(
            "wait_ms", \.waitMilliseconds, .integer(0...10_000), "How long the first text of a batch waits for others."),
        SettingKey("adaptive", \.isAdaptive, .flag, "Whether the size follows the traffic, between 5 and 50."),
    ]
}
