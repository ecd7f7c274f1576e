import ExactJSON
import LanguageModels

/// Assembles the main call of a pass: system prompt, history, extras, tools, parameters.
struct PromptAssembly: Sendable {
    let run: Run
    let runtime: Runtime
    let toolbox: Toolbox

    /// Makes the call, letting the extensions edit each part.
    func call(_ state: inout LoopState, history: [HistoryEntry]) async throws -> ModelCall {
        try await run.hooks.messageLoopPromptsBefore(&state, in: run.environment)
        var sections = [try mainSection(state)]
        try await run.hooks.systemPrompt(&sections, in: run.environment)
        state.system = sections
        state.history = history
        try await run.hooks.messageLoopPromptsAfter(&state, in: run.environment)

        let native = callsTools(state.route.model)
        var messages: [Message] = []
        let system = state.system.lazy.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n\n")
        if !system.isEmpty {
            messages.append(Message(.system, system))
        }
        let layout = PromptLayout(system: messages.count, history: state.history)
        messages += state.history.messages
        CacheBreakpoints.mark(&messages, layout)
        let extras = state.extrasPersistent + state.extrasTemporary
        state.extrasTemporary = []
        if !extras.isEmpty {
            let text = extras.map { "## \($0.name)\n\($0.text)" }.joined(separator: "\n\n")
            messages.append(Message(.user, try runtime.services.prompts.prompt("fw.extras", ["extras": text])))
        }
        let parameters = state.parameters
        let request = ModelRequest(
            model: state.route.model, messages: messages,
            tools: native ? toolbox.native : [],
            maxOutputTokens: parameters.maxOutputTokens, temperature: parameters.temperature,
            reasoningEffort: parameters.reasoningEffort, cacheKey: cacheKey, extra: parameters.extra)
        run.lastPrompt?.note(request, layout)
        return ModelCall(
            id: CallID(at: run.clock.now), slot: .chat, purpose: .chat, iteration: state.iteration, request: request,
            fallbacks: state.route.fallbacks, tier: state.route.tier, task: state.route.task,
            removedTokens: state.removedTokens, decision: state.route.decision)
    }

    /// A subordinate's prompts begin with its own instructions.
    private var cacheKey: String { run.depth == 0 ? run.conversation.text : "\(run.conversation.text).\(run.depth)" }

    /// Whether the model takes tool definitions; one that we know nothing of is assumed to.
    func callsTools(_ model: ModelID) -> Bool { runtime.services.models.profile(of: model)?.callsTools ?? true }

    private func mainSection(_ state: LoopState) throws -> PromptSection {
        let native = callsTools(state.route.model)
        var variables = [
            "agent_name": "A\(run.depth)", "workspace": run.workspace, "tools_native": native ? "true" : "",
            "is_subordinate": run.depth > 0 ? "true" : "",
        ]
        variables["tools"] =
            native
            ? ""
            : toolbox.definitions.map { "### \($0.name)\n\($0.description)\nArguments: \($0.parameters.text)" }
                .joined(separator: "\n\n")
        return PromptSection("main", try runtime.services.prompts.prompt("agent.system.main", variables))
    }
}
