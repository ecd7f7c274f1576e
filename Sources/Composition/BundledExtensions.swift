import AgentRuntime
import AgentSettings
import ComplexityRouting
import ConversationBudgets
import ExactJSON
import Experiments
import HistoryCompression
import Memory
import PromptCompression
import QualityCascade

/// The extensions that come with the product, each with its part of the settings.
///
/// They stand in the order of their manifests, not in the order of this list; a project's own extension of the same
/// name runs instead.
enum BundledExtensions {
    /// Makes them all.
    ///
    /// - Parameters:
    ///   - router: the router; nil when the person or the settings name the model.
    ///   - memory: what is remembered.
    /// - Throws: `ExperimentPlan.Problem`, `PromptCompressionProblem`, `HistoryCompressionProblem`,
    ///   `MemorySettings.Problem` when an extension's settings are not what it takes.
    static func all(
        _ settings: Settings, router: ComplexityRouting?, budgets: BudgetPlan, alertSinks: [any BudgetAlertSink],
        memory: MemoryBook
    ) throws -> [any Extension] {
        var extensions: [any Extension] = [
            ConversationBudgets(budgets, tiers: settings.routing.tierModels, sinks: alertSinks),
            PromptCompression(try PromptCompressionSettings(own("PromptCompression", settings))),
            HistoryCompression(try HistoryCompressionSettings(own("HistoryCompression", settings))),
        ]
        // Without a section of its own it costs nothing: what was saved by command is recalled.
        let memorySettings = try settings.extensions.settings["Memory"].map { try MemorySettings($0) }
        extensions.append(Memory(memory, settings: memorySettings ?? MemorySettings()))
        if let router {
            extensions.append(router)
            let cascade = try settings.extensions.settings["QualityCascade"].map { try CascadeRules(settings: $0) }
            extensions.append(QualityCascade(cascade ?? CascadeRules()))
        }
        // Only where its settings are there.
        if let given = settings.extensions.settings["Experiments"] {
            extensions.append(Experiments(try ExperimentPlan(settings: given)))
        }
        return extensions
    }

    private static func own(_ name: String, _ settings: Settings) -> JSONObject {
        settings.extensions.settings[name] ?? JSONObject()
    }
}
