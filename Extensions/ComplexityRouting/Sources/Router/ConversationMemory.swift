import AgentRuntime
import LanguageModels

/// What the router remembers of a conversation.
struct ConversationMemory: Sendable {
    /// The model that answered last.
    var lastModel: ModelID?
    /// Tokens of the conversation with the last answer: the next prompt begins with them.
    var historyTokens = 0
    /// What providers have of it in their caches.
    var prefixes = WarmPrefixes()
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
    /// Counts up: the higher, the later it was looked at.
    var lastUse: UInt64 = 0

    /// Whether there is more in it than one message.
    var isLasting: Bool { messages > 1 || wish != nil || isFixed }
}
