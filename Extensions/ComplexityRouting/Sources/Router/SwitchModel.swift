import AgentRuntime
import LanguageModels

/// The tool with which the model asks for another one in mid-conversation.
struct SwitchModel: Tool {
    struct Arguments: ToolArguments {
        @Parameter("A model as provider/name, a tier (simple, standard, premium), or auto to decide by the task.")
        var model: String
        @Parameter("Why, in one sentence.") var reason: String
        @Parameter(
            "How long: iteration (the next step), monologue (this message) or conversation. monologue if absent.")
        var scope: String?
    }

    static let name = "switch_model"
    static let description =
        "Switches to another model: a stronger one when the task turns out hard, a cheaper one when it is easy."

    let rules: RoutingRules
    let state: RouterState

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let scope = arguments.scope ?? "monologue"
        guard let scope = ConversationMemory.Wish.Scope(rawValue: scope) else {
            throw ToolFailure("\"\(scope)\" is not a scope: use iteration, monologue or conversation.")
        }
        guard arguments.model != "auto" else {
            state.remember(run.conversation) { $0.wish = nil }
            return ToolOutput("From the next message on the model is chosen by the task again.")
        }
        let target: ConversationMemory.Wish.Target
        if let tier = Tier(rawValue: arguments.model) {
            target = .tier(tier)
        } else if let model = rules.models.first(where: {
            $0.model.description == arguments.model || $0.model.name == arguments.model
        }) {
            target = .model(model.model)
        } else {
            let known = rules.models.map(\.model.description).joined(separator: ", ")
            throw ToolFailure(
                "There is no model or tier \"\(arguments.model)\". Use auto, simple, standard, premium, \(known).")
        }
        state.remember(run.conversation) { memory in
            memory.wish = ConversationMemory.Wish(
                target: target, scope: scope, reason: arguments.reason, turn: run.turn)
        }
        try await run.emit(.notice("The model switches to \(arguments.model): \(arguments.reason)"))
        return ToolOutput("The next step is taken by \(arguments.model).")
    }
}
