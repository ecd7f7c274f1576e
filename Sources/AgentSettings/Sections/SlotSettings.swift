package import ExactJSON

/// The model of one slot, and how it is asked.
package struct SlotSettings: SettingsSection {
    /// `provider/name`; nil lets the runtime choose by the keys and servers it finds.
    package var model: String?
    /// Whom to ask when it fails, `provider/name`: the cheapest for the request first.
    package var fallbacks: [String] = []
    /// The part of the context window that history may fill, 0…1.
    package var historyShare = 0.7
    /// The part of the context window that one input may fill, 0…1.
    package var inputShare = 0.7
    /// What may be sent and received in a minute.
    package var limits = RateLimitSettings()
    /// The most tokens of an answer; nil leaves it to the model.
    package var maxOutputTokens: Int?
    /// Sampling temperature, 0…2; nil leaves it to the provider.
    package var temperature: Double?
    /// Members passed to the provider as they are; they win over ours.
    package var parameters = JSONObject()

    package init() {}

    package static let keys: [SettingKey<SlotSettings>] = [
        SettingKey(
            "model", \.model, .model,
            "provider/name; without one the runtime goes by the keys and servers it finds."),
        SettingKey(
            "fallbacks", \.fallbacks, .list(.model),
            "Whom to ask when the model fails, the cheapest for the request first."),
        SettingKey(
            "history_share", \.historyShare, .number(0.05...0.95),
            "The part of the context window that history may fill."),
        SettingKey(
            "input_share", \.inputShare, .number(0.05...0.95),
            "The part of the context window that one input may fill."),
        SettingKey("limits", \.limits, .section, "What may be sent and received in a minute."),
        SettingKey(
            "max_output_tokens", \.maxOutputTokens, .integer(1...10_000_000), "The most tokens of an answer."),
        SettingKey("temperature", \.temperature, .number(0...2), "Sampling temperature."),
        SettingKey(
            "parameters", \.parameters, .open, "Members passed to the provider as they are; they win over ours."),
    ]
}
