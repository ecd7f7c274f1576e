import LanguageModels

/// What a finish reason means.
enum OpenAIFinish {
    /// A reason that ends an answer, or one that says the answer broke off.
    case end(FinishReason)
    case failure(ModelError.Code)

    /// Reads a finish reason in the words of any of the providers.
    init(_ reason: String) {
        switch reason {
        case "stop", "eos", "eos_token", "stop_sequence", "end_turn", "end", "complete", "COMPLETE", "STOP":
            self = .end(.stop)
        case "length", "max_tokens", "model_length", "MAX_TOKENS", "max_output_tokens", "limit":
            self = .end(.length)
        case "tool_calls", "function_call", "tool_use", "tool_call": self = .end(.toolCalls)
        case "content_filter", "safety", "SAFETY", "recitation", "RECITATION", "sensitive", "content_filtered":
            self = .end(.contentFilter)
        case "refusal": self = .end(.refusal)
        case "error", "network_error", "abort", "cancelled": self = .failure(.truncated)
        case "insufficient_system_resource": self = .failure(.overloaded)
        default: self = .end(.other(reason))
        }
    }
}
