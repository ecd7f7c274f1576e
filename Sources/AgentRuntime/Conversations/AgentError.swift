/// Why a turn ended without an answer, when it was neither a provider nor the ledger.
public struct AgentError: Error, Sendable, CustomStringConvertible {
    /// The kinds.
    public enum Code: String, Sendable, Hashable, Codable {
        /// The conversation is already answering; its message can be an intervention instead.
        case busy
        /// There is no conversation of that id.
        case noSuchConversation = "no_such_conversation"
        /// The loop passed its limit of iterations; it can be resumed.
        case tooManyIterations = "too_many_iterations"
        /// The model keeps repeating the same call; it can be resumed.
        case repeatedCalls = "repeated_calls"
        /// The model keeps giving answers that cannot be used; it can be resumed.
        case unusableReplies = "unusable_replies"
        /// Subordinates would nest too deep.
        case tooDeep = "too_deep"
        /// The prompt does not fit the model's context.
        case contextTooLong = "context_too_long"
        /// An extension ended the turn.
        case aborted
        /// Extensions contradict each other or need what is not there.
        case badExtensions = "bad_extensions"
        /// The prompts are incomplete or wrong.
        case badPrompt = "bad_prompt"
    }

    /// The kind.
    public var code: Code
    /// What happened and what to do.
    public var message: String
    /// The error below, for logs.
    public var cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    public var description: String { message }

    /// Whether the turn was stopped by a limit and may be continued by another message.
    public var isResumable: Bool {
        switch code {
        case .tooManyIterations, .repeatedCalls, .unusableReplies: true
        default: false
        }
    }
}
