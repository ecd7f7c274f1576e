import AgentRuntime
import AgentSettings
import ComplexityRouting
import ConversationBudgets
import Experiments
import Memory

/// The extensions that come with the product, each with its part of the settings.
///
/// They stand in the order of their manifests, not in the order of this list; a project's own extension of the same
/// name runs instead.
enum BundledExtensions {
    /// Makes them all.
    ///
    /// - Parameter routing: what routing goes by; nil when the person or the settings name the model.
    /// - Throws: `ExperimentPlan.Problem`, `MemorySettings.Problem` when an extension's settings are not what it takes.
    static func all(
        _ settings: Settings, routing: RoutingRules?, budgets: BudgetPlan, alertSinks: [any BudgetAlertSink],
        memory: MemoryBook
    ) throws -> [any Extension] {
        var extensions: [any Extension] = [
            ConversationBudgets(budgets, tiers: settings.routing.tierModels, sinks: alertSinks)
        ]
        // Without a section of its own it costs nothing: what was saved by command is recalled.
        let memorySettings = try settings.extensions.settings["Memory"].map { try MemorySettings($0) }
        extensions.append(Memory(memory, settings: memorySettings ?? MemorySettings()))
        if let routing { extensions.append(ComplexityRouting(routing)) }
        // Only where its settings are there.
        if let given = settings.extensions.settings["Experiments"] {
            extensions.append(Experiments(try ExperimentPlan(settings: given)))
        }
        return extensions
    }
}
