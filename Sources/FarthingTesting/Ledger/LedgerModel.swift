import AgentRuntime
import Money

/// The ledger's rules as plain values: what a commit may say, and what it means.
struct LedgerModel {
    struct TurnEntry {
        var record: TurnRecord
        var end: TurnEnd?
        var isUndone = false
        var isAbandoned = false
    }

    struct ConversationEntry {
        var record: ConversationRecord
        var title: String?
        var updatedAt: Timestamp
        var isDeleted = false
        var facts: [LedgerFact]
        var turns: [TurnID] = []
        var messages: [MessageKey] = []
    }

    /// A message is known by its id within its turn.
    struct MessageKey: Hashable {
        var turn: TurnID
        var message: MessageID
    }

    var conversations: [ConversationID: ConversationEntry] = [:]
    var turns: [TurnID: TurnEntry] = [:]
    var messages: [MessageKey: MessageRecord] = [:]
    var decisions: [DecisionID: DecisionRecord] = [:]
    var verdicts: [VerdictID: AnswerVerdict] = [:]
    /// Compactions in the order in which they were made.
    var compactions: [CompactionRecord] = []
    var undoneCompactions: Set<CompactionID> = []
    var attempts: [AttemptID: AttemptRecord] = [:]
    /// Attempts in the order in which they began.
    var attemptOrder: [AttemptID] = []
    /// Attempts in flight whose process is gone.
    var abandonedAttempts: Set<AttemptID> = []
    var budgets = BudgetBook()
    var budgetChanges: [BudgetChange] = []
    var queue: [QueuedMessage] = []
    /// When others may try the messages that somebody answers now.
    var queueClaims: [MessageID: Timestamp] = [:]
    /// Alerts that nobody has taken.
    var alerts: [BudgetAlert] = []
    /// Every alert, oldest first.
    var storedAlerts: [StoredAlert] = []
    /// How often money was given back or a limit changed.
    var releases = 0
    /// The time of the commit being made.
    var now = Timestamp(microseconds: 0)

    mutating func apply(_ fact: LedgerFact) throws(LedgerError) {
        switch fact {
        case .conversationStarted(let record): try start(record, fact)
        case .conversationTitled(let id, let title): try setTitle(of: id, title, fact)
        case .turnStarted(let record): try start(record, fact)
        case .messageAdded(let record): try add(record, fact)
        case .decided(let record): try add(record, fact)
        case .budgetHeld(let hold): try reserve(hold, at: now)
        case .attemptStarted(let start): try begin(start, fact)
        case .attemptSettled(let settlement): try settle(settlement, fact)
        case .judged(let verdict): try add(verdict, fact)
        case .turnEnded(let end): try finish(end, fact)
        case .historyCompacted(let record): try add(record, fact)
        case .compactionUndone(let id): try undo(id, fact)
        case .turnUndone(let id): try undo(id, fact)
        case .queuedMessageAnswered(let id): try answer(id)
        }
    }

    private mutating func start(_ record: ConversationRecord, _ fact: LedgerFact) throws(LedgerError) {
        if let known = conversations[record.id] {
            try require(!known.isDeleted, "conversation \(record.id) was deleted")
            try require(known.record == record, "conversation \(record.id) began otherwise")
            return
        }
        conversations[record.id] = ConversationEntry(
            record: record, title: record.title, updatedAt: record.startedAt, facts: [fact])
    }

    private mutating func setTitle(of id: ConversationID, _ title: String, _ fact: LedgerFact) throws(LedgerError) {
        guard conversations[id]?.isDeleted == false else { throw unknown("conversation", id.text) }
        guard conversations[id]?.title != title else { return }
        conversations[id]?.title = title
        conversations[id]?.facts.removeAll { if case .conversationTitled = $0 { true } else { false } }
        conversations[id]?.facts.append(fact)
    }

    private mutating func start(_ record: TurnRecord, _ fact: LedgerFact) throws(LedgerError) {
        try require(record.depth >= 0, "turn \(record.id) has a negative depth")
        if let known = turns[record.id] {
            try require(known.record == record, "turn \(record.id) began otherwise")
            return
        }
        guard conversations[record.conversation]?.isDeleted == false else {
            throw unknown("conversation", record.conversation.text)
        }
        if let parent = record.parent {
            try require(
                turns[parent]?.record.conversation == record.conversation,
                "turn \(record.id) has a parent that is not in its conversation")
        }
        turns[record.id] = TurnEntry(record: record)
        conversations[record.conversation]?.turns.append(record.id)
        note(fact, in: record.conversation, at: record.startedAt)
    }

    private mutating func add(_ record: MessageRecord, _ fact: LedgerFact) throws(LedgerError) {
        try require(record.iteration >= 0, "message \(record.id) has a negative iteration")
        try requireTurn(record.turn, in: record.conversation)
        let key = MessageKey(turn: record.turn, message: record.id)
        if let known = messages[key] {
            try require(known == record, "message \(record.id) is stored with other content")
            return
        }
        messages[key] = record
        conversations[record.conversation]?.messages.append(key)
        note(fact, in: record.conversation, at: record.addedAt)
    }

    private mutating func add(_ record: DecisionRecord, _ fact: LedgerFact) throws(LedgerError) {
        try requireTurn(record.turn, in: record.conversation)
        if let known = decisions[record.id] {
            try require(known == record, "decision \(record.id) is stored with other content")
            return
        }
        decisions[record.id] = record
        note(fact, in: record.conversation, at: nil)
    }

    private mutating func add(_ verdict: AnswerVerdict, _ fact: LedgerFact) throws(LedgerError) {
        try requireTurn(verdict.turn, in: verdict.conversation)
        if let known = verdicts[verdict.id] {
            try require(known == verdict, "verdict \(verdict.id) is stored with other content")
            return
        }
        verdicts[verdict.id] = verdict
        note(fact, in: verdict.conversation, at: nil)
    }

    private mutating func begin(_ start: AttemptStart, _ fact: LedgerFact) throws(LedgerError) {
        try require(
            start.iteration >= 0 && start.number >= 0 && start.promptTokens >= 0 && start.maxOutputTokens ?? 0 >= 0
                && start.countedTokens ?? 0 >= 0
                && start.worstCase?.isNegative != true,
            "attempt \(start.id) has a negative amount")
        try requireTurn(start.turn, in: start.conversation)
        if let known = attempts[start.id] {
            try require(known.start == start, "attempt \(start.id) began otherwise")
            return
        }
        attempts[start.id] = AttemptRecord(start: start, settlement: nil)
        attemptOrder.append(start.id)
        note(fact, in: start.conversation, at: nil)
    }

    private mutating func settle(_ settlement: AttemptSettlement, _ fact: LedgerFact) throws(LedgerError) {
        guard let known = attempts[settlement.id] else { throw unknown("attempt", settlement.id.text) }
        try require(settlement.cost?.isNegative != true, "attempt \(settlement.id) has a negative cost")
        if let settled = known.settlement {
            try require(settled == settlement, "attempt \(settlement.id) is settled otherwise")
            return
        }
        attempts[settlement.id]?.settlement = settlement
        release(settlement)
        note(fact, in: known.start.conversation, at: settlement.settledAt)
    }

    private mutating func finish(_ end: TurnEnd, _ fact: LedgerFact) throws(LedgerError) {
        guard let known = turns[end.turn] else { throw unknown("turn", end.turn.text) }
        try require(end.iterations >= 0, "turn \(end.turn) has a negative number of iterations")
        if let ended = known.end {
            try require(ended == end, "turn \(end.turn) ended otherwise")
            return
        }
        turns[end.turn]?.end = end
        note(fact, in: known.record.conversation, at: end.endedAt)
    }

    private mutating func undo(_ id: TurnID, _ fact: LedgerFact) throws(LedgerError) {
        guard let known = turns[id] else { throw unknown("turn", id.text) }
        guard !known.isUndone else { return }
        turns[id]?.isUndone = true
        note(fact, in: known.record.conversation, at: nil)
    }

    mutating func note(_ fact: LedgerFact, in id: ConversationID, at time: Timestamp?) {
        guard conversations[id]?.isDeleted == false else { return }
        conversations[id]?.facts.append(fact)
        guard let time, let updatedAt = conversations[id]?.updatedAt else { return }
        conversations[id]?.updatedAt = max(updatedAt, time)
    }

    func requireTurn(_ id: TurnID, in conversation: ConversationID) throws(LedgerError) {
        guard let turn = turns[id] else { throw unknown("turn", id.text) }
        try require(turn.record.conversation == conversation, "turn \(id) is not in conversation \(conversation)")
        try require(conversations[conversation]?.isDeleted == false, "conversation \(conversation) was deleted")
    }

    func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(LedgerError) {
        guard condition else { throw LedgerError(.inconsistent, "The ledger refused a fact: \(message()).") }
    }

    func unknown(_ kind: String, _ id: String) -> LedgerError {
        LedgerError(.inconsistent, "The ledger refused a fact: there is no \(kind) \(id).")
    }
}
