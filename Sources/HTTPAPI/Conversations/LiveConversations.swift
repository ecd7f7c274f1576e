import AgentRuntime
import NIOConcurrencyHelpers

/// The conversations that the server has in hand, each with its latest turn.
final class LiveConversations: Sendable {
    /// A conversation in hand.
    struct Live: Sendable {
        var conversation: Conversation
        var feed: TurnFeed?
        var turn: Task<Void, Never>?
        /// Who tells of the turn that answers a message from the queue.
        var queued: TurnEvents?
    }

    private struct State {
        var all: [ConversationID: Live] = [:]
        var order: [ConversationID] = []
    }

    /// How many are kept in hand; those that are not in use go first, and come back from the ledger.
    private static let capacity = 512

    private let state = NIOLockedValueBox(State())

    subscript(id: ConversationID) -> Live? { state.withLockedValue { $0.all[id] } }

    func add(_ conversation: Conversation) {
        state.withLockedValue { state in
            if state.all[conversation.id] == nil { state.order.append(conversation.id) }
            state.all[conversation.id] = Live(conversation: conversation)
            guard state.order.count > Self.capacity else { return }
            guard let idle = state.order.firstIndex(where: { !(state.all[$0]?.conversation.isRunning ?? false) }) else {
                return
            }
            state.all[state.order.remove(at: idle)] = nil
        }
    }

    func begin(_ id: ConversationID, _ feed: TurnFeed, _ turn: Task<Void, Never>) {
        state.withLockedValue { state in
            state.all[id]?.feed = feed
            state.all[id]?.turn = turn
        }
    }

    /// Notes a turn that answers a message from the queue; the queue's own task runs it.
    func begin(_ id: ConversationID, _ feed: TurnFeed, _ events: TurnEvents) {
        state.withLockedValue { state in
            state.all[id]?.feed = feed
            state.all[id]?.turn = nil
            state.all[id]?.queued = events
        }
    }

    func remove(_ id: ConversationID) {
        state.withLockedValue { state in
            state.all[id]?.turn?.cancel()
            state.all[id] = nil
            state.order.removeAll { $0 == id }
        }
    }

    /// Ends every turn that runs and waits until it is settled.
    func stop() async {
        let turns = state.withLockedValue { $0.all.values.compactMap(\.turn) }
        for turn in turns { turn.cancel() }
        for turn in turns { await turn.value }
    }
}
