import AgentRuntime
import AgentSettings
import ConversationBudgets

/// The extensions that come with the product, each with its part of the settings.
///
/// They stand in the order of their manifests, not in the order of this list; a project's own extension of the same
/// name runs instead.
enum BundledExtensions {
    /// Makes them all.
    ///
    /// - Throws: `SettingsError` when an extension's settings are not what it takes.
    static func all(
        _ settings: Settings, budgets: BudgetPlan, alertSinks: [any BudgetAlertSink]
    ) throws -> [any Extension] {
        [ConversationBudgets(budgets, tiers: settings.routing.tierModels, sinks: alertSinks)]
    }
}
