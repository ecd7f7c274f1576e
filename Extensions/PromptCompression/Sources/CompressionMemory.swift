import AgentRuntime
import NIOConcurrencyHelpers

/// What is known of the conversations of late: how each text is sent, and what it was.
final class CompressionMemory: Sendable {
    /// A conversation as it was last sent. Texts are known by their hash.
    struct Known: Sendable {
        /// How a text is sent: once shortened, always the same.
        var sent: [UInt64: String] = [:]
        /// The texts that nothing could be done about, with the hash of the question at that time.
        var tried: [UInt64: UInt64] = [:]
        /// What the utility model made of texts, until they are sent so.
        var condensed: [UInt64: String] = [:]
        /// The whole texts of those that lost something, by their handles.
        var originals: [String: String] = [:]
        /// The texts that were sent last.
        var cached: Set<UInt64> = []
        /// When that was.
        var sentAt: Timestamp?
        fileprivate var used = 0
    }

    /// Conversations that are remembered at least: at twice as many the half goes that was unused for longest.
    private static let capacity = 64

    private struct State {
        var conversations: [ConversationID: Known] = [:]
        var clock = 0
    }
    private let state = NIOLockedValueBox(State())

    /// Lends what is known of a conversation.
    func withConversation<Value>(_ id: ConversationID, _ body: (inout Known) -> Value) -> Value {
        state.withLockedValue { state in
            state.clock += 1
            if state.conversations[id] == nil, state.conversations.count >= Self.capacity * 2 {
                let oldest = state.conversations.sorted { $0.value.used < $1.value.used }.prefix(Self.capacity)
                for (id, _) in oldest { state.conversations[id] = nil }
            }
            let now = state.clock
            return { (known: inout Known) in
                known.used = now
                return body(&known)
            }(&state.conversations[id, default: Known()])
        }
    }
}
