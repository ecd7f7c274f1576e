import AgentRuntime
import LanguageModels

/// What the router remembers of a conversation.
struct ConversationMemory: Sendable {
    /// The model that answered last, and when.
    var lastModel: ModelID?
    var lastAt: Timestamp?
    /// Tokens of its last prompt: what its provider may still have in its cache.
    var lastPromptTokens = 0
    /// The message that was answered last, and by whom: how good the answer was shows later.
    var pending: PendingAnswer?
    /// What the person or the model asked for.
    var wish: ModelWish?
    /// Whether the next pass decides anew, though its turn has begun.
    var redecides = false
    /// Whether the person named the model for the whole conversation.
    var isFixed = false
    /// Messages so far.
    var messages = 0

    /// Whether the provider's cache of the last prompt may be warm: providers keep it for about five minutes.
    func isWarm(at now: Timestamp) -> Bool {
        lastAt.map { now.microseconds - $0.microseconds < 300_000_000 } ?? false
    }
}
