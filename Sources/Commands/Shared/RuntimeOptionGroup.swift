import AgentRuntime
import ArgumentParser
import ComplexityRouting
import Composition
import LanguageModels

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of every command that talks to a model.
package struct RuntimeOptionGroup: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    @Option(name: .customLong("model"), help: "The model, provider/name; a tier (simple, standard, premium); or auto.")
    var model: String?

    @Option(help: "What this conversation may cost in dollars, e.g. 0.50.")
    var budget: String?

    package init() {}

    package func validate() throws {
        if let model, ModelID(model) == nil, tier == nil {
            throw ValidationError(
                "\"\(model)\" is not a model: write provider/name, e.g. openai/gpt-4.1-mini, a tier, or auto.")
        }
        do throws(BudgetError) { _ = try budget.map(BudgetAmountOptions.dollars) } catch {
            throw ValidationError("--budget: \(error.message)")
        }
    }

    /// Gives a conversation the budget that was asked for, and records it.
    ///
    /// - Throws: `BudgetError`, `LedgerError`.
    func setBudget(of conversation: Conversation, in composed: ComposedRuntime) async throws {
        guard let budget else { return }
        let scope = BudgetScope.conversation(conversation.id)
        try await composed.ledger.record(
            BudgetChange(
                at: SystemClock().now, account: BudgetAccountID(scope: scope), action: .set,
                limits: BudgetLimits(usd: try BudgetAmountOptions.dollars(budget)), who: BudgetOptions.who,
                reason: "--budget"))
    }

    /// The tier asked for, or `auto`; nil when a model is named or nothing.
    private var tier: String? { model.flatMap { $0 == "auto" || Tier(rawValue: $0) != nil ? $0 : nil } }

    /// The options for a runtime.
    func options(
        person: any Person, onFailure: @escaping @Sendable (HookFailure) -> Void
    ) -> RuntimeOptions {
        var options = RuntimeOptions(
            configurationFile: configurationFile, model: model.flatMap { ModelID($0) },
            workingDirectory: FileManager.default.currentDirectoryPath,
            environment: ProcessInfo.processInfo.environment, person: person, onFailure: onFailure)
        options.tier = tier
        options.extensions = ProgramAdditions.current.extensions
        options.tools = ProgramAdditions.current.tools
        options.version = FarthingVersion.text
        return options
    }
}
