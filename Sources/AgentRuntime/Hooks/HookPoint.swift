/// The points at which extensions take part, by their wire names. This list is the contract; `Hooks` holds one typed
/// value a point.
public enum HookPoint: String, Sendable, Hashable, Codable, CaseIterable {
    /// The runtime is up.
    case runtimeStart = "runtime_start"
    /// The runtime is about to end.
    case runtimeStop = "runtime_stop"
    /// An agent (or subordinate) was made.
    case agentInit = "agent_init"
    /// A conversation was begun or resumed.
    case conversationStart = "conversation_start"
    /// A turn begins.
    case monologueStart = "monologue_start"
    /// A turn is over, also after failure and cancellation.
    case monologueEnd = "monologue_end"
    /// A pass of the loop begins; the prompt does not exist yet. Choose the model here.
    case messageLoopStart = "message_loop_start"
    /// A pass of the loop is over, also after failure and cancellation.
    case messageLoopEnd = "message_loop_end"
    /// The prompt is about to be assembled.
    case messageLoopPromptsBefore = "message_loop_prompts_before"
    /// The sections of the system prompt are collected.
    case systemPrompt = "system_prompt"
    /// System prompt, history and extras stand: the place to edit the prompt.
    case messageLoopPromptsAfter = "message_loop_prompts_after"
    /// The request of the main call is complete: the last look.
    case beforeMainLLMCall = "before_main_llm_call"
    /// Before a call of the chat slot.
    case chatModelCallBefore = "chat_model_call_before"
    /// After a call of the chat slot: success, failure and cancellation.
    case chatModelCallAfter = "chat_model_call_after"
    /// Before a call of the utility slot.
    case utilModelCallBefore = "util_model_call_before"
    /// After a call of the utility slot: success, failure and cancellation.
    case utilModelCallAfter = "util_model_call_after"
    /// Before a call of the browser slot.
    case browserModelCallBefore = "browser_model_call_before"
    /// After a call of the browser slot: success, failure and cancellation.
    case browserModelCallAfter = "browser_model_call_after"
    /// Before a call of the embedding slot.
    case embeddingCallBefore = "embedding_call_before"
    /// After a call of the embedding slot: success, failure and cancellation.
    case embeddingCallAfter = "embedding_call_after"
    /// A model finds a prompt too long: shorten it, or leave it to a larger model.
    case contextOverflow = "context_overflow"
    /// Around one logical call: cache, cascade, batching.
    case modelCall = "model_call"
    /// Around one request to one provider: budgets, cost.
    case modelAttempt = "model_attempt"
    /// Around one tool call.
    case toolCall = "tool_call"
    /// A piece of the shown reasoning, editable.
    case reasoningStreamChunk = "reasoning_stream_chunk"
    /// A piece of the answer, editable: what is shown and stored is the edited text.
    case responseStreamChunk = "response_stream_chunk"
    /// The reasoning is complete.
    case reasoningStreamEnd = "reasoning_stream_end"
    /// The answer is complete.
    case responseStreamEnd = "response_stream_end"
    /// A message is about to join the history.
    case histAddBefore = "hist_add_before"
    /// A tool result is about to join the history.
    case histAddToolResult = "hist_add_tool_result"
    /// A tool is about to run.
    case toolExecuteBefore = "tool_execute_before"
    /// A tool has run.
    case toolExecuteAfter = "tool_execute_after"
    /// A running tool reports progress.
    case toolOutputUpdate = "tool_output_update"
    /// An attempt was settled.
    case usageRecorded = "usage_recorded"
    /// A budget passed a threshold.
    case budgetThreshold = "budget_threshold"
    /// A budget is used up.
    case budgetExhausted = "budget_exhausted"
    /// A model was chosen.
    case routeDecided = "route_decided"
    /// Somebody or something found how good an answer was.
    case answerJudged = "answer_judged"
    /// An error text is about to be shown to a person or a model.
    case errorFormat = "error_format"
    /// The queue of messages of a conversation is empty again.
    case processChainEnd = "process_chain_end"
    /// Every minute while the runtime is up.
    case jobLoop = "job_loop"

    /// The point of a wire name, the alias `prompts_after` included.
    public init?(wireName: String) {
        self.init(rawValue: wireName == "prompts_after" ? "message_loop_prompts_after" : wireName)
    }
}
