import AgentRuntime
import LanguageModels
import NIOConcurrencyHelpers

/// What is known of each conversation's compactions, and the one that is under way.
final class CompactionMemory: Sendable {
    struct Known: Sendable {
        /// What is sent in place of what.
        var history = CompactedHistory()
        /// Whether what is stored of it has been read.
        var isLoaded = false
        /// The messages as they were last sent, before compaction; other extensions may have shortened them.
        var sent: [MessageID: Message] = [:]
        /// What messages no longer say in the prompt.
        var recall = RecallIndex()
        /// Tokens of messages, so that a long history is counted once.
        var sizes: [MessageID: Size] = [:]
        /// The model they were counted for.
        var sizedFor: ModelID?
        /// What is left of the limit since the provider found a prompt too long that we did not, 0…1.
        var scale = 1.0
        /// The compaction that runs in the background.
        var pending: Task<Void, Never>?
        fileprivate var used = 0
    }

    /// A message's tokens, as long as it has so many bytes.
    struct Size: Sendable {
        var bytes: Int
        var tokens: Int
    }

    /// Conversations that are remembered; the one unused for longest goes, and is read from the ledger again.
    private static let capacity = 256

    private struct State {
        var conversations: [ConversationID: Known] = [:]
        var clock = 0
    }
    private let state = NIOLockedValueBox(State())

    /// Lends what is known of a conversation.
    func withConversation<Value>(_ id: ConversationID, _ body: (inout Known) -> Value) -> Value {
        state.withLockedValue { state in
            state.clock += 1
            if state.conversations[id] == nil, state.conversations.count >= Self.capacity,
                let oldest = state.conversations.filter({ $0.value.pending == nil })
                    .min(by: { $0.value.used < $1.value.used })?.key
            {
                state.conversations[oldest] = nil
            }
            state.conversations[id, default: Known()].used = state.clock
            return body(&state.conversations[id, default: Known()])
        }
    }

    /// Takes every compaction that is under way.
    func takePending() -> [Task<Void, Never>] {
        state.withLockedValue { state in
            state.conversations.keys.compactMap { id in
                defer { state.conversations[id]?.pending = nil }
                return state.conversations[id]?.pending
            }
        }
    }
}
