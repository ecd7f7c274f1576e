import AgentRuntime
import ExactJSON
import LanguageModels
import Money

/// The examples of `docs/hooks`, one function a point: what stands behind the point's name is the page's example.
struct HookExamples: Extension {
    let manifest = ExtensionManifest(name: "examples", summary: "The examples of the pages.")
    let log: ExampleLog

    func register(in hooks: inout Hooks, for run: Run) {
        runtimeStart(&hooks)
        runtimeStop(&hooks)
        agentInit(&hooks)
        conversationStart(&hooks)
        monologueStart(&hooks)
        monologueEnd(&hooks)
        messageLoopStart(&hooks)
        messageLoopEnd(&hooks)
        messageLoopPromptsBefore(&hooks)
        systemPrompt(&hooks)
        messageLoopPromptsAfter(&hooks)
        beforeMainLLMCall(&hooks)
        chatModelCallBefore(&hooks)
        chatModelCallAfter(&hooks)
        utilModelCallBefore(&hooks)
        utilModelCallAfter(&hooks)
        browserModelCallBefore(&hooks)
        browserModelCallAfter(&hooks)
        embeddingCallBefore(&hooks)
        embeddingCallAfter(&hooks)
        contextOverflow(&hooks)
        modelCall(&hooks)
        modelAttempt(&hooks)
        toolCall(&hooks)
        reasoningStreamChunk(&hooks)
        responseStreamChunk(&hooks)
        reasoningStreamEnd(&hooks)
        responseStreamEnd(&hooks)
        histAddBefore(&hooks)
        histAddToolResult(&hooks)
        toolExecuteBefore(&hooks)
        toolExecuteAfter(&hooks)
        toolOutputUpdate(&hooks)
        usageRecorded(&hooks)
        budgetThreshold(&hooks)
        budgetExhausted(&hooks)
        routeDecided(&hooks)
        answerJudged(&hooks)
        errorFormat(&hooks)
        processChainEnd(&hooks)
        jobLoop(&hooks)
    }

    private func runtimeStart(_ hooks: inout Hooks) {
        // runtime_start
        hooks.runtimeStart.add { state in
            guard !state.version.isEmpty else { throw HookRefusal("There is no version.") }
        }
    }

    private func runtimeStop(_ hooks: inout Hooks) {
        // runtime_stop
        hooks.runtimeStop.add { _ in log.note("stopped") }
    }

    private func agentInit(_ hooks: inout Hooks) {
        // agent_init
        hooks.agentInit.add { agent in
            if agent.depth > 0 { agent.name = "Helper \(agent.depth)" }
        }
    }

    private func conversationStart(_ hooks: inout Hooks) {
        // conversation_start
        hooks.conversationStart.add { conversation in
            if conversation.isResumed { log.note("welcome back") }
        }
    }

    private func monologueStart(_ hooks: inout Hooks) {
        // monologue_start
        hooks.monologueStart.add { loop in
            loop.extrasPersistent.append(PromptSection("today", "Today is a Saturday."))
        }
    }

    private func monologueEnd(_ hooks: inout Hooks) {
        // monologue_end
        hooks.monologueEnd.add { loop in log.note("\(loop.iteration + 1) passes") }
    }

    private func messageLoopStart(_ hooks: inout Hooks) {
        // message_loop_start
        hooks.messageLoopStart.add { loop in
            if loop.userMessage.text.count < 40 { loop.parameters.maxOutputTokens = 500 }
        }
    }

    private func messageLoopEnd(_ hooks: inout Hooks) {
        // message_loop_end
        hooks.messageLoopEnd.add { loop in
            loop.extrasTemporary = [PromptSection("last answer", String(loop.lastResponse.prefix(200)))]
        }
    }

    private func messageLoopPromptsBefore(_ hooks: inout Hooks) {
        // message_loop_prompts_before
        hooks.messageLoopPromptsBefore.add { loop in
            loop.extrasTemporary.append(PromptSection("pass", "This is pass \(loop.iteration + 1)."))
        }
    }

    private func systemPrompt(_ hooks: inout Hooks) {
        // system_prompt
        hooks.systemPrompt.add { sections in
            sections.append(PromptSection("style", "Answer in plain words."))
        }
    }

    private func messageLoopPromptsAfter(_ hooks: inout Hooks) {
        // message_loop_prompts_after
        hooks.messageLoopPromptsAfter.add { loop in
            let old = loop.history.count - 40
            if old > 0 { loop.history.removeFirst(old) }
        }
    }

    private func beforeMainLLMCall(_ hooks: inout Hooks) {
        // before_main_llm_call
        hooks.beforeMainLLMCall.add { call in
            call.request.temperature = call.request.temperature ?? 0.2
        }
    }

    private func chatModelCallBefore(_ hooks: inout Hooks) {
        // chat_model_call_before
        hooks.chatModelCallBefore.add { call in
            if call.isBackground { call.request.maxOutputTokens = min(call.request.maxOutputTokens ?? 2000, 2000) }
        }
    }

    private func chatModelCallAfter(_ hooks: inout Hooks) {
        // chat_model_call_after
        hooks.chatModelCallAfter.add { report in
            log.note("\(report.outcome.rawValue) for \(report.cost.formatted)")
        }
    }

    private func utilModelCallBefore(_ hooks: inout Hooks) {
        // util_model_call_before
        hooks.utilModelCallBefore.add { call in
            if call.isBackground { call.request.maxOutputTokens = min(call.request.maxOutputTokens ?? 2000, 2000) }
        }
    }

    private func utilModelCallAfter(_ hooks: inout Hooks) {
        // util_model_call_after
        hooks.utilModelCallAfter.add { report in
            log.note("\(report.outcome.rawValue) for \(report.cost.formatted)")
        }
    }

    private func browserModelCallBefore(_ hooks: inout Hooks) {
        // browser_model_call_before
        hooks.browserModelCallBefore.add { call in
            if call.isBackground { call.request.maxOutputTokens = min(call.request.maxOutputTokens ?? 2000, 2000) }
        }
    }

    private func browserModelCallAfter(_ hooks: inout Hooks) {
        // browser_model_call_after
        hooks.browserModelCallAfter.add { report in
            log.note("\(report.outcome.rawValue) for \(report.cost.formatted)")
        }
    }

    private func embeddingCallBefore(_ hooks: inout Hooks) {
        // embedding_call_before
        hooks.embeddingCallBefore.add { call in
            call.texts = call.texts.map { String($0.prefix(8000)) }
        }
    }

    private func embeddingCallAfter(_ hooks: inout Hooks) {
        // embedding_call_after
        hooks.embeddingCallAfter.add { report in
            log.note("\(report.response?.vectors.count ?? 0) vectors")
        }
    }

    private func contextOverflow(_ hooks: inout Hooks) {
        // context_overflow
        hooks.contextOverflow.add { overflow in
            // The oldest messages behind the system prompt, where there are enough.
            guard overflow.request.messages.count > 12 else { return }
            overflow.request.messages.removeSubrange(1..<5)
        }
    }

    private func modelCall(_ hooks: inout Hooks) {
        // model_call
        hooks.modelCall.add { call, next in
            let response = try await next(call)
            guard response.message.text.isEmpty, response.message.toolCalls.isEmpty else { return response }
            return try await next(call)
        }
    }

    private func modelAttempt(_ hooks: inout Hooks) {
        // model_attempt
        hooks.modelAttempt.add { attempt, next in
            guard attempt.start.worstCase != nil else { throw HookRefusal("A call without a known price is not made.") }
            return try await next(attempt)
        }
    }

    private func toolCall(_ hooks: inout Hooks) {
        // tool_call
        hooks.toolCall.add(timeout: .seconds(2)) { invocation, next in
            var result = try await next(invocation)
            result.text = String(result.text.prefix(20_000))
            return result
        }
    }

    private func reasoningStreamChunk(_ hooks: inout Hooks) {
        // reasoning_stream_chunk
        hooks.reasoningStreamChunk.add { piece in piece.chunk = piece.chunk.replacing("\t", with: "    ") }
    }

    private func responseStreamChunk(_ hooks: inout Hooks) {
        // response_stream_chunk
        hooks.responseStreamChunk.add { piece in piece.chunk = piece.chunk.replacing("\t", with: "    ") }
    }

    private func reasoningStreamEnd(_ hooks: inout Hooks) {
        // reasoning_stream_end
        hooks.reasoningStreamEnd.add { piece in log.note("thought \(piece.full.count) characters") }
    }

    private func responseStreamEnd(_ hooks: inout Hooks) {
        // response_stream_end
        hooks.responseStreamEnd.add { piece in
            if !piece.full.isEmpty, !piece.full.hasSuffix("\n") { piece.chunk = "\n" }
        }
    }

    private func histAddBefore(_ hooks: inout Hooks) {
        // hist_add_before
        hooks.histAddBefore.add { message in
            if message.role == .user { log.note("a message of \(message.text.count) characters") }
        }
    }

    private func histAddToolResult(_ hooks: inout Hooks) {
        // hist_add_tool_result
        hooks.histAddToolResult.add { result in
            if result.text.count > 50_000 { result.text = result.text.prefix(50_000) + "\n(cut)" }
        }
    }

    private func toolExecuteBefore(_ hooks: inout Hooks) {
        // tool_execute_before
        hooks.toolExecuteBefore.add { invocation in
            if invocation.name == "shell", invocation.arguments["command"]?.stringValue?.contains("rm -rf") == true {
                throw HookRefusal("Nothing is removed here.")
            }
        }
    }

    private func toolExecuteAfter(_ hooks: inout Hooks) {
        // tool_execute_after
        hooks.toolExecuteAfter.add { outcome in
            if outcome.result.isError { log.note("\(outcome.invocation.name) failed") }
        }
    }

    private func toolOutputUpdate(_ hooks: inout Hooks) {
        // tool_output_update
        hooks.toolOutputUpdate.add { progress in progress.text = String(progress.text.suffix(2000)) }
    }

    private func usageRecorded(_ hooks: inout Hooks) {
        // usage_recorded
        hooks.usageRecorded.add { record in
            log.note("\(record.start.model): \(record.settlement?.cost?.formatted ?? "unknown")")
        }
    }

    private func budgetThreshold(_ hooks: inout Hooks) {
        // budget_threshold
        hooks.budgetThreshold.add { alert in log.note(alert.message) }
    }

    private func budgetExhausted(_ hooks: inout Hooks) {
        // budget_exhausted
        hooks.budgetExhausted.add { alert in log.note(alert.message) }
    }

    private func routeDecided(_ hooks: inout Hooks) {
        // route_decided
        hooks.routeDecided.add { decision in log.note("\(decision.chosen): \(decision.summary)") }
    }

    private func answerJudged(_ hooks: inout Hooks) {
        // answer_judged
        hooks.answerJudged.add { verdict in log.note("\(verdict.model): \(verdict.mark)") }
    }

    private func errorFormat(_ hooks: inout Hooks) {
        // error_format
        hooks.errorFormat.add { error in error.text = String(error.text.prefix(500)) }
    }

    private func processChainEnd(_ hooks: inout Hooks) {
        // process_chain_end
        hooks.processChainEnd.add { conversation in log.note("\(conversation.text) is quiet") }
    }

    private func jobLoop(_ hooks: inout Hooks) {
        // job_loop
        hooks.jobLoop.add { now in log.note("minute \(now.microseconds / 60_000_000)") }
    }
}
