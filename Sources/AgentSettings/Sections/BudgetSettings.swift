/// The limits of one scope. Absent is unlimited, 0 is nothing at all.
package struct BudgetSettings: SettingsSection {
    /// Dollars, exact.
    package var usd: DecimalText?
    /// Tokens, in and out.
    package var tokens: Int?
    /// Model calls.
    package var operations: Int?
    /// What happens when a call does not fit any more.
    package var onExhausted: ExhaustedAction?

    /// Whether a call of high priority may pass the limit; each time is recorded.
    package var yieldsToPriority = false

    package init() {}

    package init(usd: DecimalText?, tokens: Int? = nil, operations: Int? = nil) {
        self.usd = usd
        self.tokens = tokens
        self.operations = operations
    }

    package static let keys: [SettingKey<BudgetSettings>] = [
        SettingKey("usd", \.usd, .usd, "Dollars."),
        SettingKey("tokens", \.tokens, .integer(0...1_000_000_000_000_000), "Tokens, in and out."),
        SettingKey("operations", \.operations, .integer(0...1_000_000_000_000), "Model calls."),
        SettingKey("on_exhausted", \.onExhausted, .word, "What happens when a call does not fit any more."),
        SettingKey("yields_to_priority", \.yieldsToPriority, .flag, "Whether a call of high priority may pass it."),
    ]
}

/// What happens when a call does not fit into a budget any more.
package enum ExhaustedAction: String, Sendable, Hashable, CaseIterable {
    /// The next affordable model is used.
    case downgrade
    /// The call waits for others to settle.
    case queue
    /// The person is asked; where nobody can be asked the call is blocked.
    case ask
    /// The call fails.
    case block
}
