/// The limits of a calendar period. Absent is unlimited, 0 is nothing at all.
package struct PeriodBudgetSettings: SettingsSection {
    /// Dollars, exact.
    package var usd: DecimalText?
    /// Dollars for models that do not run locally, exact.
    package var cloudUSD: DecimalText?
    /// Tokens, in and out.
    package var tokens: Int?
    /// Model calls.
    package var operations: Int?
    /// What happens when a call does not fit any more.
    package var onExhausted: ExhaustedAction?
    /// Whether a call of high priority may pass the limit; each time is recorded.
    package var yieldsToPriority = false
    /// Costs that arise whatever is called, in dollars by name: servers, proxies.
    package var fixed: [String: DecimalText] = [:]
    /// Whether the fixed costs count against `usd`.
    package var includeFixed = false
    /// The time zone in which the period begins and ends, by its IANA name.
    package var timeZone = "UTC"

    package init() {}

    package static let keys: [SettingKey<PeriodBudgetSettings>] = [
        SettingKey("usd", \.usd, .usd, "Dollars."),
        SettingKey("cloud_usd", \.cloudUSD, .usd, "Dollars for models that do not run locally."),
        SettingKey("tokens", \.tokens, .integer(0...1_000_000_000_000_000), "Tokens, in and out."),
        SettingKey("operations", \.operations, .integer(0...1_000_000_000_000), "Model calls."),
        SettingKey("on_exhausted", \.onExhausted, .word, "What happens when a call does not fit any more."),
        SettingKey("yields_to_priority", \.yieldsToPriority, .flag, "Whether a call of high priority may pass it."),
        SettingKey("fixed", \.fixed, .names(.usd), "Dollars a period that arise whatever is called, by name."),
        SettingKey("include_fixed", \.includeFixed, .flag, "Whether the fixed costs count against usd."),
        SettingKey("time_zone", \.timeZone, .timeZone, "Where the period begins and ends, by IANA name."),
    ]
}
