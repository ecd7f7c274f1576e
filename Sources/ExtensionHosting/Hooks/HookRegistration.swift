import AgentRuntime
import ExactJSON
import LanguageModels

extension HookCaller {
    /// Adds the program's handler at a point. Times, roll-back and failures are the hooks' own business.
    func register(_ rule: ManifestHook, at point: HookPoint, in hooks: inout Hooks) {
        switch point {
        case .runtimeStart: add(rule, &hooks.runtimeStart)
        case .runtimeStop: add(rule, &hooks.runtimeStop)
        case .agentInit: add(rule, &hooks.agentInit)
        case .conversationStart: add(rule, &hooks.conversationStart)
        case .monologueStart: add(rule, &hooks.monologueStart)
        case .monologueEnd: add(rule, &hooks.monologueEnd)
        case .messageLoopStart: add(rule, &hooks.messageLoopStart)
        case .messageLoopEnd: add(rule, &hooks.messageLoopEnd)
        case .messageLoopPromptsBefore: add(rule, &hooks.messageLoopPromptsBefore)
        case .systemPrompt: add(rule, &hooks.systemPrompt)
        case .messageLoopPromptsAfter: add(rule, &hooks.messageLoopPromptsAfter)
        case .beforeMainLLMCall: add(rule, &hooks.beforeMainLLMCall)
        case .chatModelCallBefore: add(rule, &hooks.chatModelCallBefore)
        case .chatModelCallAfter: add(rule, &hooks.chatModelCallAfter)
        case .utilModelCallBefore: add(rule, &hooks.utilModelCallBefore)
        case .utilModelCallAfter: add(rule, &hooks.utilModelCallAfter)
        case .browserModelCallBefore: add(rule, &hooks.browserModelCallBefore)
        case .browserModelCallAfter: add(rule, &hooks.browserModelCallAfter)
        case .embeddingCallBefore: add(rule, &hooks.embeddingCallBefore)
        case .embeddingCallAfter: add(rule, &hooks.embeddingCallAfter)
        case .contextOverflow: add(rule, &hooks.contextOverflow)
        case .modelCall: add(rule, &hooks.modelCall)
        case .modelAttempt: add(rule, &hooks.modelAttempt)
        case .toolCall: add(rule, &hooks.toolCall)
        case .reasoningStreamChunk: add(rule, &hooks.reasoningStreamChunk)
        case .responseStreamChunk: add(rule, &hooks.responseStreamChunk)
        case .reasoningStreamEnd: add(rule, &hooks.reasoningStreamEnd)
        case .responseStreamEnd: add(rule, &hooks.responseStreamEnd)
        case .histAddBefore: add(rule, &hooks.histAddBefore)
        case .histAddToolResult: add(rule, &hooks.histAddToolResult)
        case .toolExecuteBefore: add(rule, &hooks.toolExecuteBefore)
        case .toolExecuteAfter: add(rule, &hooks.toolExecuteAfter)
        case .toolOutputUpdate: add(rule, &hooks.toolOutputUpdate)
        case .usageRecorded: add(rule, &hooks.usageRecorded)
        case .budgetThreshold: add(rule, &hooks.budgetThreshold)
        case .budgetExhausted: add(rule, &hooks.budgetExhausted)
        case .routeDecided: add(rule, &hooks.routeDecided)
        case .answerJudged: add(rule, &hooks.answerJudged)
        case .errorFormat: add(rule, &hooks.errorFormat)
        case .processChainEnd: add(rule, &hooks.processChainEnd)
        case .jobLoop: add(rule, &hooks.jobLoop)
        }
    }

    private func add<Payload: WirePayload>(_ rule: ManifestHook, _ hook: inout Hook<Payload>) {
        let point = hook.point
        hook.add(order: rule.order, timeout: rule.limit, onFailure: rule.onFailure ?? .skip) { payload in
            try await edit(&payload, at: point)
        }
    }

    private func add<Event: Encodable>(_ rule: ManifestHook, _ observation: inout Observation<Event>) {
        let point = observation.point
        observation.add(order: rule.order, timeout: rule.limit) { event in try await tell(event, at: point) }
    }

    private func add<Input: WirePayload, Output: WirePayload>(_ rule: ManifestHook, _ wrap: inout Wrap<Input, Output>) {
        let point = wrap.point
        wrap.add(order: rule.order, timeout: rule.limit, onFailure: rule.onFailure ?? .propagate) { input, next in
            try await surround(input, at: point, next)
        }
    }
}

extension ManifestHook {
    /// How long an answer may take: five seconds unless it says otherwise.
    var limit: Duration { timeout.map { .milliseconds($0) } ?? .seconds(5) }
}
