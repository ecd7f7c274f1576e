/// What may be sent to and received from a model within any minute. Absent is unlimited, 0 is nothing.
package struct RateLimitSettings: SettingsSection {
    /// Requests a minute.
    package var requests: Int?
    /// Input tokens a minute.
    package var inputTokens: Int?
    /// Output tokens a minute.
    package var outputTokens: Int?

    package init() {}

    package static let keys: [SettingKey<RateLimitSettings>] = [
        SettingKey("requests", \.requests, .integer(0...1_000_000_000_000), "Requests a minute."),
        SettingKey("input_tokens", \.inputTokens, .integer(0...1_000_000_000_000), "Input tokens a minute."),
        SettingKey("output_tokens", \.outputTokens, .integer(0...1_000_000_000_000), "Output tokens a minute."),
    ]
}
