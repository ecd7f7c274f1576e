/// How a model is chosen for each message.
package struct RoutingSettings: SettingsSection {
    /// Whether a message's difficulty chooses the model; otherwise the slot's model is used.
    package var enabled = true
    /// What is preferred among the models that are good enough.
    package var strategy = RoutingStrategy.balanced
    /// The predicted quality that a model must have for a task, 0…1.
    package var qualityThreshold = 0.7
    /// Where the tiers end on the difficulty score.
    package var thresholds = TierThresholds()
    /// Whether decisions are only recorded, and the slot's model is asked all the same.
    package var shadow = false
    /// Whether the model may switch models by itself.
    package var switchPolicy = ModelSwitching.notify
    /// The models of each tier.
    package var tiers = TierModels()

    package init() {}

    package static let keys: [SettingKey<RoutingSettings>] = [
        SettingKey("enabled", \.enabled, .flag, "Whether a message's difficulty chooses the model."),
        SettingKey("strategy", \.strategy, .word, "What is preferred among the models that are good enough."),
        SettingKey(
            "quality_threshold", \.qualityThreshold, .number(0...1),
            "The predicted quality that a model must have for a task."),
        SettingKey("thresholds", \.thresholds, .section, "Where the tiers end on the difficulty score of 0 to 1."),
        SettingKey("shadow", \.shadow, .flag, "Whether decisions are only recorded and not followed."),
        SettingKey(
            "switch_policy", \.switchPolicy, .word,
            "Whether the model may switch models by itself: silently, telling the person, or asking them."),
        SettingKey("tiers", \.tiers, .section, "The models of each tier, the preferred one first."),
    ]
}

/// Whether the model may switch models by itself.
package enum ModelSwitching: String, Sendable, Hashable, CaseIterable {
    /// Silently.
    case auto
    /// The person is told.
    case notify
    /// The person is asked.
    case approve
}

/// What is preferred among the models that are good enough for a task.
package enum RoutingStrategy: String, Sendable, Hashable, CaseIterable {
    /// The cheapest.
    case costOptimized = "cost_optimized"
    /// A trade of cost against quality.
    case balanced
    /// The best.
    case qualityFirst = "quality_first"
}
