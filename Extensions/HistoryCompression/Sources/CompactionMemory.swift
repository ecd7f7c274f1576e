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
        /// The tokens of a prompt that a model's provider takes, since it found one too long that we did not.
        var most: [ModelID: Int] = [:]
        /// The compaction that runs in the background.
        var pending: Task<Void, Never>?
        fileprivate var used = 0
    }

    /// A message's tokens, as long as it has so many bytes.
    struct Size: Sendable {
        var bytes: Int
        var tokens: Int
    }

    /// Conversations that are remembered at least: at twice as many the half goes that was unused for longest, and is
    /// read from the ledger again when it is needed.
    private static let capacity = 256

    private struct State {
        var conversations: [ConversationID: Known] = [:]
        var clock = 0

        mutating func use<Value>(_ id: ConversationID, _ body: (inout Known) -> Value) -> Value {
            clock += 1
            let now = clock
            return { (known: inout Known) in
                known.used = now
                return body(&known)
            }(&conversations[id, default: Known()])
        }

        mutating func makeRoom() {
            guard conversations.count >= CompactionMemory.capacity * 2 else { return }
            let idle = conversations.filter { $0.value.pending == nil }.sorted { $0.value.used < $1.value.used }
            for (id, _) in idle.prefix(CompactionMemory.capacity) { conversations[id] = nil }
        }
    }
    private let state = NIOLockedValueBox(State())

    /// Lends what is known of a conversation.
    func withConversation<Value>(_ id: ConversationID, _ body: (inout Known) -> Value) -> Value {
        state.withLockedValue { state in
            if state.conversations[id] == nil { state.makeRoom() }
            return state.use(id, body)
        }
    }

    /// Whether nothing has been done to a conversation, and nothing is stored of it: it is sent as it is.
    ///
    /// - Parameter isNew: whether it is in its first turn, before which nothing can be stored.
    func isUntouched(_ id: ConversationID, isNew: Bool) -> Bool {
        state.withLockedValue { state in
            if state.conversations[id] == nil {
                guard isNew else { return false }
                state.makeRoom()
            }
            return state.use(id) { known in
                if isNew { known.isLoaded = true }
                return known.isLoaded && known.history.isEmpty && known.pending == nil && known.most.isEmpty
            }
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
