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
        guard let scope = ModelWish.Scope(rawValue: scope) else {
            throw ToolFailure("\"\(scope)\" is not a scope: use iteration, monologue or conversation.")
        }
        guard !state.remember(run.conversation, { $0.isFixed }) else {
            throw ToolFailure("The person chose the model of this conversation, so it stays.")
        }
        guard arguments.model != "auto" else {
            state.withdraw(in: run.conversation)
            return ToolOutput("The next step is taken by the model that the task calls for.")
        }
        guard let target = rules.target(named: arguments.model) else {
            let known = rules.models.map(\.model.description).joined(separator: ", ")
            throw ToolFailure(
                "There is no model or tier \"\(arguments.model)\". Use auto, simple, standard, premium, \(known).")
        }
        let quote = state.quote(target, in: run.conversation, prices: run.prices, at: run.clock.now)
        let price = quote.map(\.sentence).flatMap { $0.isEmpty ? nil : " \($0)" } ?? ""
        switch rules.switchPolicy {
        case .auto: break
        case .notify: try await run.emit(.notice("The model switches to \(target): \(arguments.reason)\(price)"))
        case .approve:
            try await run.approve(
                Question(
                    asker: Self.name, text: "Switch to \(target) for \(scope.label)?\(price)",
                    detail: arguments.reason))
        }
        state.remember(run.conversation) { memory in
            memory.wish = ModelWish(target, scope: scope, reason: arguments.reason, turn: run.turn)
        }
        return ToolOutput("The next step is taken by \(target).\(price)")
    }
}

extension ModelWish.Scope {
    /// The scope in a question.
    fileprivate var label: String {
        switch self {
        case .iteration: "the next step"
        case .monologue: "this message"
        case .conversation: "the rest of the conversation"
        }
    }
}
