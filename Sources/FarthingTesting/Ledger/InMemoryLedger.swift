public import AgentRuntime
import NIOConcurrencyHelpers

/// A ledger in memory, by the same rules as the real one: for tests of extensions, and the oracle for tests of stores.
///
/// Nothing survives the object. Committing is fast when it succeeds; a refused commit replays everything before it.
public final class InMemoryLedger: LedgerStore {
    enum Entry {
        case facts([LedgerFact], Timestamp)
        case deletion(ConversationID)
        case abandonment
        case change(BudgetChange)
        case exhaustion(BudgetAccountID, BudgetUnit, BudgetLimits, Timestamp)
        case expiry(Timestamp)
        case release(AttemptID)
    }

    private struct State {
        var model = LedgerModel()
        var log: [Entry] = []

        mutating func append(_ facts: [LedgerFact], at now: Timestamp) throws(LedgerError) {
            model.now = now
            let holds = facts.compactMap { if case .budgetHeld(let hold) = $0 { hold } else { nil } }
            // A hold that does not fit leaves nothing behind: so the one that refuses goes first.
            if holds.count == 1 { try model.reserve(holds[0], at: now) }
            let (queue, claims) = (model.queue, model.queueClaims)
            do {
                for fact in facts { try model.apply(fact) }
            } catch {
                let (log, alerts, stored) = (log, model.alerts, model.storedAlerts)
                self = State()
                for entry in log { try replay(entry) }
                (model.alerts, model.storedAlerts) = (alerts, stored)
                (model.queue, model.queueClaims) = (queue, claims)
                throw error
            }
            log.append(.facts(facts, now))
        }

        mutating func replay(_ entry: Entry) throws(LedgerError) {
            switch entry {
            case .facts(let facts, let time):
                model.now = time
                for fact in facts {
                    // The queue is kept beside the log.
                    if case .queuedMessageAnswered = fact { continue }
                    try model.apply(fact)
                }
            case .deletion(let id): model.delete(id)
            case .abandonment: model.abandon()
            case .change(let change): model.record(change)
            case .exhaustion(let id, let unit, let limits, let time):
                model.open(id)
                model.note(model.budgets.exhaust(id, of: unit, limits: limits, at: time).map { [$0] } ?? [])
            case .expiry(let time): model.expireHolds(at: time)
            case .release(let attempt): model.drop(attempt)
            }
            log.append(entry)
        }
    }

    private let state = NIOLockedValueBox(State())
    let clock: any RuntimeClock
    /// Tells when money was given back or a limit raised.
    public let budgetSignal = BudgetSignal()
    /// Tells when a message was put off; see `BudgetStore`.
    public let queueSignal = BudgetSignal()

    /// Makes an empty ledger; the clock says when `recover` ended what was abandoned.
    public init(clock: any RuntimeClock = SystemClock()) { self.clock = clock }

    /// Every commit so far, in order, those that `recover` made included.
    public var commits: [[LedgerFact]] {
        state.withLockedValue { $0.log.compactMap { if case .facts(let facts, _) = $0 { facts } else { nil } } }
    }

    /// Acts as if the process that began the turns stored so far had died: `recover` will end them.
    public func abandonOpenWork() throws {
        try state.withLockedValue { try $0.replay(.abandonment) }
    }

    /// Appends facts, all or none; see `LedgerStore`.
    public func commit(_ facts: [LedgerFact]) async throws {
        try changing { state throws(LedgerError) in try state.append(facts, at: clock.now) }
    }

    /// Makes a change that is part of the history.
    func log(_ entry: Entry) throws {
        try changing { state throws(LedgerError) in try state.replay(entry) }
    }

    /// Looks at the model, or changes what is no part of the history.
    func change<T>(_ body: (inout LedgerModel) throws -> T) rethrows -> T {
        try state.withLockedValue { try body(&$0.model) }
    }

    private func changing(_ body: (inout State) throws(LedgerError) -> Void) throws {
        let isReleased = try state.withLockedValue { state in
            let before = state.model.releases
            try body(&state)
            return state.model.releases > before
        }
        if isReleased { budgetSignal.advance() }
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

    /// What the matching entries cost; see `CostBook`.
    public func costs(_ query: CostQuery) async throws -> CostReport {
        try state.withLockedValue { try $0.model.costs(query) }
    }

    /// How many tasks have ended; see `LedgerStore`.
    public func tasks(
        since: Timestamp?, until: Timestamp?, in conversation: ConversationID?, limit: Int
    ) async throws -> TaskCount? {
        state.withLockedValue { state in
            let ended = state.model.turns.values.filter { turn in
                turn.end != nil && !turn.isUndone && turn.record.depth == 0
                    && conversation.map { $0 == turn.record.conversation } ?? true
                    && since.map { $0 <= turn.record.startedAt } ?? true
                    && until.map { turn.record.startedAt < $0 } ?? true
            }
            guard ended.count <= limit else { return nil }
            let completed = ended.count { $0.end?.outcome == .completed }
            return TaskCount(completed: completed, others: ended.count - completed)
        }
    }

    /// What providers reported of estimated prompts; see `LedgerStore`.
    public func promptReports(latest limit: Int) async throws -> [PromptReport] {
        state.withLockedValue { $0.model.promptReports(latest: limit) }
    }

    /// The decision of that id; see `LedgerStore`.
    public func decision(_ id: DecisionID) async throws -> DecisionRecord? {
        state.withLockedValue { $0.model.decisions[id] }
    }

    /// The latest verdicts; see `LedgerStore`.
    public func verdicts(since: Timestamp?, latest limit: Int) async throws -> [AnswerVerdict] {
        state.withLockedValue { $0.model.verdicts(since: since, latest: limit) }
    }

    /// The compactions of a conversation; see `LedgerStore`.
    public func compactions(of id: ConversationID) async throws -> [CompactionRecord] {
        state.withLockedValue { $0.model.compactions(of: id) }
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
        let found = NIOLockedValueBox(RecoveryReport())
        try changing { state throws(LedgerError) in
            let (facts, report) = state.model.recovery(at: clock.now)
            if !facts.isEmpty { try state.append(facts, at: clock.now) }
            try state.replay(.expiry(clock.now))
            found.withLockedValue { $0 = report }
        }
        return found.withLockedValue { $0 }
    }
}
