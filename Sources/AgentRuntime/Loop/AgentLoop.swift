import ExactJSON
import LanguageModels

/// The loop of one turn: assemble the prompt → call the model → run its tools → repeat, until there is an answer.
///
/// It knows nothing of any extension: they take part at the hook points.
struct AgentLoop: Sendable {
    let run: Run
    let runtime: Runtime
    let history: History
    let inbox: Inbox
    /// Facts that are true once the turn is completed, written with its end.
    var concluding: [LedgerFact] = []

    /// Runs a turn from a message to its final answer. Its end is written and its end hooks fire however it ends.
    ///
    /// Facts join one commit until something happens outside: a request, a tool, a handler that waits, the end. So a
    /// turn's beginning is written with its first attempt, its answer with its end, and a tool's result with the
    /// attempt that it is for.
    ///
    /// - Parameter preceding: facts to be written before the turn's own.
    func monologue(
        _ message: Message, route: Route, parent: TurnID? = nil, preceding: [LedgerFact] = []
    ) async throws -> TurnResult {
        var state = LoopState(
            conversation: run.conversation, turn: run.turn, depth: run.depth, userMessage: message, route: route,
            parameters: runtime.configuration.chat.parameters)
        var progress = TurnProgress(limits: runtime.configuration.limits)
        let record = TurnRecord(
            id: run.turn, conversation: run.conversation, parent: parent, depth: run.depth, startedAt: run.clock.now)
        for fact in preceding + [.turnStarted(record)] { run.journal.join(fact) }
        do {
            let opening = try await add(message, origin: .person, iteration: 0)
            state.userMessage = opening
            try await run.emit(.turnStarted(run.turn, depth: run.depth))
            try await run.hooks.monologueStart(&state, in: run.environment)
            while true {
                state.iteration += 1
                guard state.iteration < runtime.configuration.limits.iterations else {
                    throw AgentError(
                        .tooManyIterations,
                        "Stopped after \(state.iteration) passes without a final answer. Say \"continue\" to go on.")
                }
                if let answer = try await pass(&state, &progress) {
                    try await end(.completed, state, nil)
                    return TurnResult(
                        turn: run.turn, text: answer, iterations: state.iteration + 1, route: state.route,
                        toolCalls: progress.outcomes, attempts: run.settledAttempts)
                }
            }
        } catch {
            let error = await run.hooks.formatted(error, in: run.environment)
            try await ended(by: error, state)
            throw error
        }
    }

    /// One pass of the loop; returns the final answer when it gave one. `message_loop_end` fires however it ends.
    private func pass(_ state: inout LoopState, _ progress: inout TurnProgress) async throws -> String? {
        run.currentIteration = state.iteration
        state.paramsTemporary = .init()
        state.removedTokens = 0
        run.outline = PromptOutline(history.entries.lazy.map(\.message), tools: [])
        do {
            try await run.hooks.messageLoopStart(&state, in: run.environment)
            try await takeInterventions(&state)
            let answer = try await answerOrTools(&state, &progress)
            state.history = history.entries
            try await run.hooks.messageLoopEnd(&state, in: run.environment)
            return answer
        } catch {
            let (run, last) = (run, state)
            try? await uncancelled {  // the pass's own error is the one to report
                var state = last
                try await run.hooks.messageLoopEnd(&state, in: run.environment)
            }
            throw error
        }
    }

    private func answerOrTools(_ state: inout LoopState, _ progress: inout TurnProgress) async throws -> String? {
        let toolbox = run.toolbox
        let (call, reply, spoken) = try await reply(&state, toolbox)
        state.lastResponse = reply.message.text
        let next = NextStep(reply: reply, speaksText: spoken != nil)
        let stored = try await add(reply.message, origin: .model, iteration: state.iteration)
        // What a tool is about to do must not outlive the call that asked for it.
        if case .tools = next { try await run.flush() }
        try await run.emit(.answerEnded)

        switch next {
        case .answer(let text):
            if !inbox.isEmpty { return nil }
            return text.isEmpty ? stored.text : text
        case .tools(let calls):
            progress.unusable = 0
            let runner = ToolRunner(run: run, toolbox: toolbox, prompts: runtime.services.prompts)
            return try await use(calls, runner, spoken, &state, &progress)
        case .unusable(let why):
            progress.unusable += 1
            guard progress.unusable < runtime.configuration.limits.unusableReplies else {
                throw AgentError(
                    .unusableReplies,
                    "Stopped: \(call.request.model) gave \(progress.unusable) answers in a row that cannot be used "
                        + "(\(why)). Say \"continue\", or choose another model with /model.")
            }
            try await correct("fw.unusable_reply", ["reason": why, "tools": toolbox.names], state)
            return nil
        }
    }

    /// Assembles the prompt and asks. A model that writes its tool calls as text comes with what was shown of its answer.
    private func reply(
        _ state: inout LoopState, _ toolbox: Toolbox
    ) async throws -> (call: ModelCall, reply: ModelResponse, spoken: StreamedAnswer?) {
        let assembly = PromptAssembly(run: run, runtime: runtime, toolbox: toolbox)
        var call = try await assembly.call(&state, history: history.entries)
        try await run.hooks.beforeMainLLMCall(&call, in: run.environment)
        try await run.emit(.iterationStarted(state.iteration, route: state.route))
        let callsTools = assembly.callsTools(call.request.model)
        let editor = StreamEditor(run: run, showsText: callsTools)
        let response = try await ask(call, editor)
        return (call, response, callsTools ? nil : editor.answer)
    }

    /// Asks the model and keeps what was shown when it is cut off.
    private func ask(_ call: ModelCall, _ editor: StreamEditor) async throws -> ModelResponse {
        do {
            var response = try await run.pipeline.perform(call, joinsSettlement: true) { [inbox] event in
                if inbox.isPaused { try await inbox.waitWhilePaused() }
                try await editor.note(event)
            }
            response.message = try await editor.finish(response.message)
            return response
        } catch {
            let partial = editor.text
            if !partial.isEmpty {
                try await uncancelled {
                    _ = try await add(Message(.assistant, partial), origin: .partial, iteration: call.iteration)
                    try await run.flush()
                }
            }
            throw error
        }
    }

    /// Runs tool calls in order; returns the final answer when a tool gave one.
    ///
    /// - Parameter spoken: what was shown of the answer when the calls were written as text.
    private func use(
        _ calls: [ToolCall], _ runner: ToolRunner, _ spoken: StreamedAnswer?, _ state: inout LoopState,
        _ progress: inout TurnProgress
    ) async throws -> String? {
        var results: [ToolOutcome] = []
        var final: String?
        var verdict = RepeatGuard.Verdict.fine
        let asText = spoken != nil
        do {
            for call in calls {
                try await inbox.waitWhilePaused()
                state.currentTool = call.name
                let (outcome, endsTurn) = try await runner.execute(call)
                state.currentTool = nil
                results.append(outcome)
                progress.outcomes.append(outcome)
                verdict = max(verdict, progress.repeats.note(outcome.invocation, outcome.result))
                if endsTurn {
                    final = outcome.result.text
                    break
                }
            }
        } catch {
            let (done, state) = (results, state)
            if !done.isEmpty {
                try await uncancelled {
                    try await store(done, asText: asText, state)
                    try await run.flush()
                }
            }
            throw error
        }
        if let final, let spoken {
            let rest = spoken.rest(of: final)
            if !rest.isEmpty { try await run.emit(.text(rest)) }
            return final
        }
        try await store(results, asText: asText, state)
        try await heed(verdict, &state)
        return final
    }

    private func store(_ outcomes: [ToolOutcome], asText: Bool, _ state: LoopState) async throws {
        guard asText else {
            let content = outcomes.map { .toolResult($0.result) } + outcomes.flatMap(\.imageParts)
            _ = try await add(Message(role: .tool, content: content), origin: .tools, iteration: state.iteration)
            return
        }
        for outcome in outcomes {
            let text = try runtime.services.prompts.prompt(
                "fw.tool_result", ["tool": outcome.result.name, "result": outcome.result.text])
            // A model that calls no tools of its own sees no images either, as a rule.
            let message = Message(.user, text + outcome.images.map { "\n[\($0.summary), not shown]" }.joined())
            _ = try await add(message, origin: .tools, iteration: state.iteration)
        }
    }

    /// Warns, raises the tier, or stops, by how often the same call was repeated.
    private func heed(_ verdict: RepeatGuard.Verdict, _ state: inout LoopState) async throws {
        switch verdict {
        case .fine: return
        case .warn(let times): try await correct("fw.repeated_call", ["times": "\(times)"], state)
        case .raise(let times):
            state.paramsPersistent["raise_tier"] = true
            try await correct("fw.repeated_call", ["times": "\(times)"], state)
        case .stop(let times):
            throw AgentError(
                .repeatedCalls,
                "Stopped: the same tool call was made \(times) times in a row with the same result. "
                    + "Say what to do differently, or choose another model with /model.")
        }
    }

    private func correct(_ prompt: String, _ variables: [String: String], _ state: LoopState) async throws {
        let text = try runtime.services.prompts.prompt(prompt, variables)
        _ = try await add(Message(.user, text), origin: .runtime, iteration: state.iteration)
    }

    private func takeInterventions(_ state: inout LoopState) async throws {
        try await inbox.waitWhilePaused()
        for text in inbox.take() {
            let framed = try runtime.services.prompts.prompt("fw.intervention", ["message": text])
            _ = try await add(Message(.user, framed), origin: .intervention, iteration: state.iteration)
            try await run.emit(.interventionTaken(text))
        }
    }

    /// Adds a message to the history, with the next commit to the ledger, and returns it as the hooks left it.
    private func add(_ message: Message, origin: MessageRecord.Origin, iteration: Int) async throws -> Message {
        var message = message
        try await run.hooks.histAddBefore(&message, in: run.environment)
        let now = run.clock.now
        let record = MessageRecord(
            id: MessageID(at: now), conversation: run.conversation, turn: run.turn, iteration: iteration,
            origin: origin, message: message, addedAt: now)
        run.journal.join(.messageAdded(record))
        history.append(HistoryEntry(id: record.id, turn: run.turn, origin: origin, message: message))
        return message
    }

    private func ended(by error: any Error, _ state: LoopState) async throws {
        let outcome: TurnEnd.Outcome =
            switch error {
            case is CancellationError: .cancelled
            case let error as AgentError where error.isResumable: .stopped
            default: .failed
            }
        // The ledger may be what failed: then its error is already on the way out.
        guard !(error is LedgerError) else { return }
        try await end(outcome, state, outcome == .cancelled ? nil : "\(error)")
    }

    private func end(_ outcome: TurnEnd.Outcome, _ state: LoopState, _ message: String?) async throws {
        let end = TurnEnd(
            turn: run.turn, outcome: outcome, endedAt: run.clock.now, iterations: state.iteration + 1, message: message)
        let (run, last) = (run, state)
        try await uncancelled {
            var state = last
            var hookFailure: (any Error)?
            do { try await run.hooks.monologueEnd(&state, in: run.environment) } catch { hookFailure = error }
            try await run.journal.commit((outcome == .completed ? concluding : []) + [.turnEnded(end)])
            if let hookFailure, outcome == .completed { throw hookFailure }
        }
    }
}

/// What a turn has gathered so far.
private struct TurnProgress {
    var outcomes: [ToolOutcome] = []
    var unusable = 0
    var repeats: RepeatGuard

    init(limits: LoopLimits) { repeats = RepeatGuard(limit: limits.repeatedCalls) }
}
