public import LanguageModels

/// Every point at which extensions take part, as typed values.
///
/// An extension adds its handlers in `register(in:for:)`, once a run, so its state is a captured local. What each
/// payload's fields still effect at a point is said at the payload.
public struct Hooks: Sendable {
    /// The runtime is up.
    public var runtimeStart = Hook<RuntimeState>(.runtimeStart)
    /// The runtime is about to end.
    public var runtimeStop = Hook<RuntimeState>(.runtimeStop)
    /// An agent (or subordinate) was made.
    public var agentInit = Hook<AgentState>(.agentInit)
    /// A conversation was begun or resumed.
    public var conversationStart = Hook<ConversationState>(.conversationStart)
    /// A turn begins.
    public var monologueStart = Hook<LoopState>(.monologueStart)
    /// A turn is over, also after failure and cancellation.
    public var monologueEnd = Hook<LoopState>(.monologueEnd)
    /// A pass of the loop begins. Set `route` here; the prompt does not exist yet.
    public var messageLoopStart = Hook<LoopState>(.messageLoopStart)
    /// A pass of the loop is over, also after failure and cancellation.
    public var messageLoopEnd = Hook<LoopState>(.messageLoopEnd)
    /// The prompt is about to be assembled.
    public var messageLoopPromptsBefore = Hook<LoopState>(.messageLoopPromptsBefore)
    /// The sections of the system prompt are collected: append yours.
    public var systemPrompt = Hook<[PromptSection]>(.systemPrompt)
    /// System prompt, history and extras stand: edit them here. Edits the view, not the store.
    public var messageLoopPromptsAfter = Hook<LoopState>(.messageLoopPromptsAfter)
    /// The main call is complete: model and messages still count.
    public var beforeMainLLMCall = Hook<ModelCall>(.beforeMainLLMCall)
    /// Before a call of the chat slot.
    public var chatModelCallBefore = Hook<ModelCall>(.chatModelCallBefore)
    /// After a call of the chat slot.
    public var chatModelCallAfter = Hook<CallReport>(.chatModelCallAfter)
    /// Before a call of the utility slot.
    public var utilModelCallBefore = Hook<ModelCall>(.utilModelCallBefore)
    /// After a call of the utility slot.
    public var utilModelCallAfter = Hook<CallReport>(.utilModelCallAfter)
    /// Before a call of the browser slot.
    public var browserModelCallBefore = Hook<ModelCall>(.browserModelCallBefore)
    /// After a call of the browser slot.
    public var browserModelCallAfter = Hook<CallReport>(.browserModelCallAfter)
    /// Before a call of the embedding slot.
    public var embeddingCallBefore = Hook<EmbeddingCall>(.embeddingCallBefore)
    /// After a call of the embedding slot.
    public var embeddingCallAfter = Hook<EmbeddingReport>(.embeddingCallAfter)
    /// A model finds a prompt too long: shorten it, or leave it to a larger model.
    public var contextOverflow = Hook<ContextOverflow>(.contextOverflow)
    /// Around one logical call: cache, cascade, batching.
    public var modelCall = Wrap<ModelCall, ModelResponse>(.modelCall)
    /// Around one request to one provider: budgets, cost.
    public var modelAttempt = Wrap<ModelAttempt, ModelResponse>(.modelAttempt)
    /// Around one tool call.
    public var toolCall = Wrap<ToolInvocation, ToolResult>(.toolCall)
    /// A piece of the shown reasoning; what is shown and stored is the edited text.
    public var reasoningStreamChunk = Hook<StreamChunk>(.reasoningStreamChunk)
    /// A piece of the answer; what is shown and stored is the edited text.
    public var responseStreamChunk = Hook<StreamChunk>(.responseStreamChunk)
    /// The reasoning is complete; `chunk` may add a last piece.
    public var reasoningStreamEnd = Hook<StreamChunk>(.reasoningStreamEnd)
    /// The answer is complete; `chunk` may add a last piece.
    public var responseStreamEnd = Hook<StreamChunk>(.responseStreamEnd)
    /// A message is about to join the history.
    public var histAddBefore = Hook<Message>(.histAddBefore)
    /// A tool result is about to join the history.
    public var histAddToolResult = Hook<ToolResult>(.histAddToolResult)
    /// A tool is about to run: rewrite its arguments, or refuse with `HookRefusal`.
    public var toolExecuteBefore = Hook<ToolInvocation>(.toolExecuteBefore)
    /// A tool has run: rewrite its result.
    public var toolExecuteAfter = Hook<ToolOutcome>(.toolExecuteAfter)
    /// A running tool reports progress; what is shown is the edited text.
    public var toolOutputUpdate = Hook<ToolProgress>(.toolOutputUpdate)
    /// An attempt was settled.
    public var usageRecorded = Observation<AttemptRecord>(.usageRecorded)
    /// A budget passed a threshold.
    public var budgetThreshold = Observation<BudgetAlert>(.budgetThreshold)
    /// A budget is used up.
    public var budgetExhausted = Observation<BudgetAlert>(.budgetExhausted)
    /// A model was chosen.
    public var routeDecided = Observation<DecisionRecord>(.routeDecided)
    /// Somebody or something found how good an answer was.
    public var answerJudged = Observation<AnswerVerdict>(.answerJudged)
    /// An error text is about to be shown: mask or shorten it.
    public var errorFormat = Hook<ErrorText>(.errorFormat)
    /// The queue of messages of a conversation is empty again.
    public var processChainEnd = Observation<ConversationID>(.processChainEnd)
    /// Every minute while the runtime is up.
    public var jobLoop = Observation<Timestamp>(.jobLoop)

    /// Makes hooks without handlers.
    public init() {}
}

extension Hooks {
    /// The handlers' owners at each point, in order: what `explain` shows.
    public func owners(at point: HookPoint) -> [ExtensionHandle] {
        switch point {
        case .runtimeStart: runtimeStart.owners
        case .runtimeStop: runtimeStop.owners
        case .agentInit: agentInit.owners
        case .conversationStart: conversationStart.owners
        case .monologueStart: monologueStart.owners
        case .monologueEnd: monologueEnd.owners
        case .messageLoopStart: messageLoopStart.owners
        case .messageLoopEnd: messageLoopEnd.owners
        case .messageLoopPromptsBefore: messageLoopPromptsBefore.owners
        case .systemPrompt: systemPrompt.owners
        case .messageLoopPromptsAfter: messageLoopPromptsAfter.owners
        case .beforeMainLLMCall: beforeMainLLMCall.owners
        case .chatModelCallBefore: chatModelCallBefore.owners
        case .chatModelCallAfter: chatModelCallAfter.owners
        case .utilModelCallBefore: utilModelCallBefore.owners
        case .utilModelCallAfter: utilModelCallAfter.owners
        case .browserModelCallBefore: browserModelCallBefore.owners
        case .browserModelCallAfter: browserModelCallAfter.owners
        case .embeddingCallBefore: embeddingCallBefore.owners
        case .embeddingCallAfter: embeddingCallAfter.owners
        case .contextOverflow: contextOverflow.owners
        case .modelCall: modelCall.owners
        case .modelAttempt: modelAttempt.owners
        case .toolCall: toolCall.owners
        case .reasoningStreamChunk: reasoningStreamChunk.owners
        case .responseStreamChunk: responseStreamChunk.owners
        case .reasoningStreamEnd: reasoningStreamEnd.owners
        case .responseStreamEnd: responseStreamEnd.owners
        case .histAddBefore: histAddBefore.owners
        case .histAddToolResult: histAddToolResult.owners
        case .toolExecuteBefore: toolExecuteBefore.owners
        case .toolExecuteAfter: toolExecuteAfter.owners
        case .toolOutputUpdate: toolOutputUpdate.owners
        case .usageRecorded: usageRecorded.owners
        case .budgetThreshold: budgetThreshold.owners
        case .budgetExhausted: budgetExhausted.owners
        case .routeDecided: routeDecided.owners
        case .answerJudged: answerJudged.owners
        case .errorFormat: errorFormat.owners
        case .processChainEnd: processChainEnd.owners
        case .jobLoop: jobLoop.owners
        }
    }
}
