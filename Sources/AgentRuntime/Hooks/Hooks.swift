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
    /// The handlers' owners at each point, in order.
    public func owners(at point: HookPoint) -> [ExtensionHandle] { listeners(at: point).map(\.owner) }

    /// Who takes part at a point and by which rules, in order: what `explain` shows.
    public func listeners(at point: HookPoint) -> [HookListener] {
        switch point {
        case .runtimeStart: runtimeStart.listeners
        case .runtimeStop: runtimeStop.listeners
        case .agentInit: agentInit.listeners
        case .conversationStart: conversationStart.listeners
        case .monologueStart: monologueStart.listeners
        case .monologueEnd: monologueEnd.listeners
        case .messageLoopStart: messageLoopStart.listeners
        case .messageLoopEnd: messageLoopEnd.listeners
        case .messageLoopPromptsBefore: messageLoopPromptsBefore.listeners
        case .systemPrompt: systemPrompt.listeners
        case .messageLoopPromptsAfter: messageLoopPromptsAfter.listeners
        case .beforeMainLLMCall: beforeMainLLMCall.listeners
        case .chatModelCallBefore: chatModelCallBefore.listeners
        case .chatModelCallAfter: chatModelCallAfter.listeners
        case .utilModelCallBefore: utilModelCallBefore.listeners
        case .utilModelCallAfter: utilModelCallAfter.listeners
        case .browserModelCallBefore: browserModelCallBefore.listeners
        case .browserModelCallAfter: browserModelCallAfter.listeners
        case .embeddingCallBefore: embeddingCallBefore.listeners
        case .embeddingCallAfter: embeddingCallAfter.listeners
        case .contextOverflow: contextOverflow.listeners
        case .modelCall: modelCall.listeners
        case .modelAttempt: modelAttempt.listeners
        case .toolCall: toolCall.listeners
        case .reasoningStreamChunk: reasoningStreamChunk.listeners
        case .responseStreamChunk: responseStreamChunk.listeners
        case .reasoningStreamEnd: reasoningStreamEnd.listeners
        case .responseStreamEnd: responseStreamEnd.listeners
        case .histAddBefore: histAddBefore.listeners
        case .histAddToolResult: histAddToolResult.listeners
        case .toolExecuteBefore: toolExecuteBefore.listeners
        case .toolExecuteAfter: toolExecuteAfter.listeners
        case .toolOutputUpdate: toolOutputUpdate.listeners
        case .usageRecorded: usageRecorded.listeners
        case .budgetThreshold: budgetThreshold.listeners
        case .budgetExhausted: budgetExhausted.listeners
        case .routeDecided: routeDecided.listeners
        case .answerJudged: answerJudged.listeners
        case .errorFormat: errorFormat.listeners
        case .processChainEnd: processChainEnd.listeners
        case .jobLoop: jobLoop.listeners
        }
    }
}
