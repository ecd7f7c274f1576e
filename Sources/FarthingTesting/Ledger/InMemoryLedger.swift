public import AgentRuntime
import NIOConcurrencyHelpers

/// A ledger in memory, by the same rules as the real one: for tests of extensions, and the oracle for tests of stores.
///
/// Nothing survives the object. Committing is fast when it succeeds; a refused commit replays everything before it.
public final class InMemoryLedger: LedgerStore {
    private enum Entry {
        case facts([LedgerFact])
        case deletion(ConversationID)
        case abandonment
    }

    private struct State {
        var model = LedgerModel()
        var log: [Entry] = []

        mutating func append(_ facts: [LedgerFact]) throws(LedgerError) {
            do {
                for fact in facts { try model.apply(fact) }
            } catch {
                let log = log
                self = State()
                for entry in log { try replay(entry) }
                throw error
            }
            log.append(.facts(facts))
        }

        mutating func replay(_ entry: Entry) throws(LedgerError) {
            switch entry {
            case .facts(let facts): for fact in facts { try model.apply(fact) }
            case .deletion(let id): model.delete(id)
            case .abandonment: model.abandon()
            }
            log.append(entry)
        }
    }

    private let state = NIOLockedValueBox(State())
    private let clock: any RuntimeClock

    /// Makes an empty ledger; the clock says when `recover` ended what was abandoned.
    public init(clock: any RuntimeClock = SystemClock()) { self.clock = clock }

    /// Every commit so far, in order, those that `recover` made included.
    public var commits: [[LedgerFact]] {
        state.withLockedValue { $0.log.compactMap { if case .facts(let facts) = $0 { facts } else { nil } } }
    }

    /// Acts as if the process that began the turns stored so far had died: `recover` will end them.
    public func abandonOpenWork() throws {
        try state.withLockedValue { try $0.replay(.abandonment) }
    }

    /// Appends facts, all or none; see `LedgerStore`.
    public func commit(_ facts: [LedgerFact]) async throws {
        try state.withLockedValue { try $0.append(facts) }
    }

    /// The conversation; see `LedgerStore`.
    public func conversation(_ id: ConversationID) async throws -> StoredConversation? {
        state.withLockedValue { $0.model.conversation(id) }
    }

    /// The latest conversations; see `LedgerStore`.
    public func conversations(limit: Int) async throws -> [ConversationSummary] {
        state.withLockedValue { $0.model.summaries(limit: limit) }
    }

    /// What the matching attempts cost; see `LedgerStore`.
    public func spend(_ filter: SpendFilter) async throws -> SpendSummary {
        state.withLockedValue { $0.model.spend(filter) }
    }

    /// The matching attempts; see `LedgerStore`.
    public func attempts(_ filter: SpendFilter, limit: Int) async throws -> [AttemptRecord] {
        state.withLockedValue { Array($0.model.matching(filter).prefix(max(0, limit))) }
    }

    /// The decision of that id; see `LedgerStore`.
    public func decision(_ id: DecisionID) async throws -> DecisionRecord? {
        state.withLockedValue { $0.model.decisions[id] }
    }

    /// Every fact of a conversation; see `LedgerStore`.
    public func facts(of id: ConversationID) async throws -> [LedgerFact] {
        state.withLockedValue { $0.model.conversations[id]?.facts ?? [] }
    }

    /// Removes a conversation's messages and turns; see `LedgerStore`.
    public func delete(_ id: ConversationID) async throws {
        try state.withLockedValue { try $0.replay(.deletion(id)) }
    }

    /// Ends abandoned work; see `LedgerStore`.
    public func recover() async throws -> RecoveryReport {
        try state.withLockedValue { state in
            let (facts, report) = state.model.recovery(at: clock.now)
            if !facts.isEmpty { try state.append(facts) }
            return report
        }
    }
}
