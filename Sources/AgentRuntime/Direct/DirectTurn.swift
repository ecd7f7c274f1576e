import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers

/// The one pass of a direct request: the loop's points in the loop's order, around one call.
final class DirectTurn: Sendable {
    let run: Run
    let runtime: Runtime
    let request: DirectRequest
    /// The history, where the request belongs to a conversation that keeps one.
    let history: DirectHistory?
    let onEvent: DirectEventSink

    init(
        run: Run, runtime: Runtime, request: DirectRequest, history: DirectHistory?, onEvent: @escaping DirectEventSink
    ) {
        self.run = run
        self.runtime = runtime
        self.request = request
        self.history = history
        self.onEvent = onEvent
    }

    /// Answers the request. The turn's end is written and its end hooks fire however it ends.
    func answer() async throws -> DirectAnswer {
        var state = initialState()
        run.journal.join(
            .turnStarted(TurnRecord(id: run.turn, conversation: run.conversation, startedAt: run.clock.now)))
        do {
            for message in history?.added ?? [] { try await store(message) }
            try await run.hooks.monologueStart(&state, in: run.environment)
            state.iteration = 0
            let response = try await pass(&state)
            if history != nil {
                var message = response.message
                try await run.hooks.histAddBefore(&message, in: run.environment)
                note(message, origin: .model)
            }
            try await end(.completed, state, nil)
            return DirectAnswer(
                conversation: run.conversation, turn: run.turn, response: response, route: state.route,
                attempts: run.settledAttempts)
        } catch {
            let error = await run.hooks.formatted(error, in: run.environment)
            try await ended(by: error, state)
            throw error
        }
    }

    private func initialState() -> LoopState {
        let asked = request.request
        let reason =
            switch request.choice {
            case .automatic: "the chat model of the settings"
            case .tier: "the request asks for this tier"
            case .model: "the request names the model"
            }
        var state = LoopState(
            conversation: run.conversation, turn: run.turn, depth: 0,
            userMessage: asked.messages.last { $0.role == .user } ?? Message(role: .user, content: []),
            route: Route(
                model: asked.model, fallbacks: request.fallbacks, tier: request.tier, reason: reason,
                isFixed: request.choice != .automatic),
            parameters: CallParameters(
                maxOutputTokens: asked.maxOutputTokens, temperature: asked.temperature,
                reasoningEffort: asked.reasoningEffort, extra: asked.extra))
        state.paramsPersistent["model_choice"] = .string(request.choice.rawValue)
        return state
    }

    private func pass(_ state: inout LoopState) async throws -> ModelResponse {
        let messages = history.map { $0.instructions + $0.messages } ?? request.request.messages
        run.outline = PromptOutline(messages, tools: request.request.tools)
        do {
            try await run.hooks.messageLoopStart(&state, in: run.environment)
            var call = try await assemble(&state)
            try await run.hooks.beforeMainLLMCall(&call, in: run.environment)
            try await onEvent(.routed(state.route))
            let response = try await ask(call)
            state.lastResponse = response.message.text
            try await run.hooks.messageLoopEnd(&state, in: run.environment)
            return response
        } catch {
            let (run, last) = (run, state)
            if !run.hooks.messageLoopEnd.isEmpty {
                try? await uncancelled {  // the pass's own error is the one to report
                    var state = last
                    try await run.hooks.messageLoopEnd(&state, in: run.environment)
                }
            }
            throw error
        }
    }

    /// Makes the call. Without a handler that edits the prompt the program's messages pass as they are.
    private func assemble(_ state: inout LoopState) async throws -> ModelCall {
        let hooks = run.hooks
        try await hooks.messageLoopPromptsBefore(&state, in: run.environment)
        var asked = request.request
        if let history { asked.messages = history.instructions + history.messages }
        if !hooks.systemPrompt.isEmpty || !hooks.messageLoopPromptsAfter.isEmpty {
            asked.messages = try await edited(asked.messages, &state)
        }
        asked.model = state.route.model
        asked.maxOutputTokens = state.parameters.maxOutputTokens
        asked.temperature = state.parameters.temperature
        asked.reasoningEffort = state.parameters.reasoningEffort
        asked.extra = state.parameters.extra
        return ModelCall(
            id: CallID(at: run.clock.now), slot: .chat, purpose: .chat, iteration: 0, request: asked,
            fallbacks: state.route.fallbacks, tier: state.route.tier, decision: state.route.decision)
    }

    private func edited(_ messages: [Message], _ state: inout LoopState) async throws -> [Message] {
        let leading = messages.prefix { $0.role == .system }
        let names = leading.indices.map { $0 == 0 ? "main" : "main.\($0)" }
        var sections = zip(names, leading).map { PromptSection($0, $1.text) }
        let original = sections
        try await run.hooks.systemPrompt(&sections, in: run.environment)
        state.system = sections
        let now = run.clock.now
        state.history = messages.dropFirst(leading.count).map { message in
            HistoryEntry(id: MessageID(at: now), turn: run.turn, origin: message.role.origin, message: message)
        }
        try await run.hooks.messageLoopPromptsAfter(&state, in: run.environment)
        let system =
            state.system == original
            ? Array(leading)
            : state.system.filter { !$0.text.isEmpty }.map { Message(.system, $0.text) }
        var edited = system + state.history.map(\.message)
        let extras = state.extrasPersistent + state.extrasTemporary
        state.extrasTemporary = []
        if !extras.isEmpty {
            let text = extras.map { "## \($0.name)\n\($0.text)" }.joined(separator: "\n\n")
            edited.append(Message(.user, try runtime.services.prompts.prompt("fw.extras", ["extras": text])))
        }
        return edited
    }

    /// Asks the model, showing the answer as the extensions edit it.
    private func ask(_ call: ModelCall) async throws -> ModelResponse {
        let editor = StreamEditor(run: run, showsText: true)
        do {
            var response = try await run.pipeline.perform(call, joinsSettlement: true) { [onEvent] event in
                switch event {
                case .textDelta, .reasoningDelta: try await editor.note(event)
                case .toolCallStarted:
                    try await editor.note(event)
                    try await onEvent(.model(event))
                case .toolCallArguments, .started, .usage: try await onEvent(.model(event))
                }
            }
            response.message = try await editor.finish(response.message)
            return response
        } catch {
            if history != nil, !editor.text.isEmpty { note(Message(.assistant, editor.text), origin: .partial) }
            throw error
        }
    }

    private func store(_ message: Message) async throws {
        var message = message
        try await run.hooks.histAddBefore(&message, in: run.environment)
        note(message, origin: message.role.origin)
    }

    private func note(_ message: Message, origin: MessageRecord.Origin) {
        let now = run.clock.now
        run.journal.join(
            .messageAdded(
                MessageRecord(
                    id: MessageID(at: now), conversation: run.conversation, turn: run.turn, iteration: 0,
                    origin: origin, message: message, addedAt: now)))
    }

    private func ended(by error: any Error, _ state: LoopState) async throws {
        // The ledger may be what failed: then its error is already on the way out.
        guard !(error is LedgerError) else { return }
        let isCancelled = error is CancellationError
        let (turn, message) = (self, isCancelled ? nil : "\(error)")
        try await uncancelled { try await turn.end(isCancelled ? .cancelled : .failed, state, message) }
    }

    private func end(_ outcome: TurnEnd.Outcome, _ last: LoopState, _ message: String?) async throws {
        var state = last
        var hookFailure: (any Error)?
        do { try await run.hooks.monologueEnd(&state, in: run.environment) } catch { hookFailure = error }
        try await run.journal.commit([
            .turnEnded(
                TurnEnd(
                    turn: run.turn, outcome: outcome, endedAt: run.clock.now, iterations: 1, message: message))
        ])
        if let hookFailure, outcome == .completed { throw hookFailure }
    }
}

extension Message.Role {
    /// Where a message that a program sends in this role comes from.
    fileprivate var origin: MessageRecord.Origin {
        switch self {
        case .system: .runtime
        case .user: .person
        case .assistant: .model
        case .tool: .tools
        }
    }
}
