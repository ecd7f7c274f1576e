/// Everything that `farthing.yaml` can say, with the defaults of what it does not say.
package struct Settings: SettingsSection {
    /// The models by what they are used for.
    package var models = ModelsSettings()
    /// How a model is chosen for each message.
    package var routing = RoutingSettings()
    /// What may be spent.
    package var budgets = BudgetsSettings()
    /// Providers added to the built-in catalogue, or changes to it, by name.
    package var providers: [String: ProviderSettings] = [:]
    /// Prices added to the built-in list, or replacing it, by `provider/name`.
    package var prices: [String: PriceSettings] = [:]
    /// Rate limits of models by `provider/name`, beside those of the slots.
    package var limits: [String: RateLimitSettings] = [:]
    /// The extensions and their own settings.
    package var extensions = ExtensionsSettings()
    /// When small requests that come at the same time are sent as one.
    package var batching = BatchingSettings()
    /// The limits of one turn.
    package var loop = LoopSettings()
    /// The tools that come with the runtime.
    package var tools = ToolsSettings()
    /// Where everything is recorded.
    package var storage = StorageSettings()
    /// Where prompt texts are looked for.
    package var prompts = PromptsSettings()

    package init() {}

    package static let keys: [SettingKey<Settings>] = [
        SettingKey("models", \.models, .section, "The models by what they are used for."),
        SettingKey("routing", \.routing, .section, "How a model is chosen for each message."),
        SettingKey("budgets", \.budgets, .section, "What may be spent; 0 means nothing, absent means unlimited."),
        SettingKey(
            "providers", \.providers, .names(.section), "Providers added to, or changing, the built-in catalogue."),
        SettingKey(
            "prices", \.prices, .names(.price), "Prices by provider/name, in the field names of LiteLLM's list."),
        SettingKey(
            "limits", \.limits, .names(.section),
            "Rate limits of models by provider/name, for each key; the stricter counts where a slot has some too."),
        SettingKey("extensions", \.extensions, .section, "Which extensions run, and their own settings."),
        SettingKey(
            "batching", \.batching, .section, "When small embedding requests that come together are sent as one."),
        SettingKey("loop", \.loop, .section, "The limits of one turn."),
        SettingKey("tools", \.tools, .section, "The tools that come with the runtime."),
        SettingKey("storage", \.storage, .section, "Where everything is recorded."),
        SettingKey("prompts", \.prompts, .section, "Where prompt texts are looked for."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        for section in ["prices", "limits"] {
            for entry in place.node[section]?.entries ?? [] where !entry.key.isModelName {
                report(
                    SettingsProblem(
                        at: entry.origin, path: place.path.appending(section).appending(entry.key.oneLine),
                        message: "\(entry.key.excerpt) is not a model: write provider/name, e.g. lab/some-model"))
            }
        }
        for entry in place.node["providers"]?.entries ?? [] where !entry.key.isProviderName {
            report(
                SettingsProblem(
                    at: entry.origin, path: place.path.appending("providers").appending(entry.key.oneLine),
                    message: "\(entry.key.excerpt) is not a provider's name: use a-z, 0-9, _ and -"))
        }
    }
}

extension String {
    /// Whether this reads `provider/name`.
    fileprivate var isModelName: Bool {
        let slash = firstIndex(of: "/") ?? endIndex
        return isOneWord && slash > startIndex && slash < index(before: endIndex)
    }

    /// Whether this can stand before the slash of `provider/name` and in an environment variable's name.
    fileprivate var isProviderName: Bool {
        !isEmpty
            && utf8.allSatisfy { $0.isDigit || $0 &- 0x61 < 26 || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }
}
