import AgentRuntime
import LanguageModels

/// What the router remembers of a conversation.
struct ConversationMemory: Sendable {
    /// The model that answered last, and when.
    var lastModel: ModelID?
    var lastAt: Timestamp?
    /// Tokens of its last prompt: what its provider may still have in its cache.
    var lastPromptTokens = 0
    /// The message that was answered last, and by whom: its outcome shows with the next message.
    var pending: Pending?
    /// What the person or the model asked for.
    var wish: Wish?
    /// How far the budgets are spent.
    var pressure = ModelChooser.Pressure.none
    /// Tool calls and messages so far.
    var messages = 0

    /// An answer whose worth is not known yet.
    struct Pending: Sendable {
        var text: String
        var model: String
        var features: MessageFeatures
    }

    /// A model or tier that was asked for, and for how long.
    struct Wish: Sendable, Hashable {
        /// How long it holds.
        enum Scope: String, Sendable, Hashable {
            /// For the next pass of the loop.
            case iteration
            /// For this message.
            case monologue
            /// From now on.
            case conversation
        }

        /// What is asked for.
        enum Target: Sendable, Hashable {
            case model(ModelID)
            case tier(Tier)
        }

        var target: Target
        var scope: Scope
        var reason: String
        /// The turn in which it was made; those of one message end with it.
        var turn: TurnID
    }

    /// Whether the provider's cache of the last prompt may be warm: providers keep it for about five minutes.
    func isWarm(at now: Timestamp) -> Bool {
        lastAt.map { now.microseconds - $0.microseconds < 300_000_000 } ?? false
    }
}
