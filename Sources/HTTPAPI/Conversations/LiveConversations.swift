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

    /// Takes a conversation in hand.
    ///
    /// - Returns: the one that is in hand from now on: the one before, where another request was faster.
    @discardableResult
    func add(_ conversation: Conversation) -> Conversation {
        state.withLockedValue { state in
            if let there = state.all[conversation.id] { return there.conversation }
            state.order.append(conversation.id)
            state.all[conversation.id] = Live(conversation: conversation)
            let others = state.order.dropLast()
            if state.order.count > Self.capacity,
                let idle = others.firstIndex(where: { !(state.all[$0]?.conversation.isRunning ?? false) })
            {
                state.all[state.order.remove(at: idle)] = nil
            }
            return conversation
        }
    }

    /// Makes a feed that of the conversation's latest turn; false where the one before is not over, since of two
    /// messages that come at once only one is answered.
    func begin(_ id: ConversationID, _ feed: TurnFeed) -> Bool {
        state.withLockedValue { state in
            guard state.all[id]?.feed?.hasEnded ?? true else { return false }
            state.all[id]?.feed = feed
            state.all[id]?.turn = nil
            return true
        }
    }

    /// Notes who runs the turn of a feed.
    func begun(_ id: ConversationID, _ feed: TurnFeed, _ turn: Task<Void, Never>) {
        state.withLockedValue { state in
            if state.all[id]?.feed === feed { state.all[id]?.turn = turn }
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
