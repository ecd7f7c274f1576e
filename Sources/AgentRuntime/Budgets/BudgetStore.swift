/// The part of the ledger that keeps budgets. Holds are made and settled with the facts they belong to, by
/// `LedgerStore.commit`; this is how they are looked at and changed.
///
/// Every store passes `BudgetConformance` in `FarthingTesting`.
public protocol BudgetStore: Sendable {
    /// How the scopes of these claims stand now, in their order.
    func budgetStatus(of claims: [BudgetClaim]) async throws -> [BudgetStatus]

    /// How every account that is known stands, of windows that contain `time`.
    func budgetAccounts(at time: Timestamp) async throws -> [BudgetStatus]

    /// The limits that were set by commands, by scope.
    func budgetLimits() async throws -> [BudgetScope: BudgetLimits]

    /// Makes a change durable, and re-arms the alerts of the budget.
    ///
    /// - Throws: `LedgerError`.
    func record(_ change: BudgetChange) async throws

    /// The latest changes, newest first.
    func budgetChanges(limit: Int) async throws -> [BudgetChange]

    /// Makes a hold before its attempt is written, for whoever waited for the money. The attempt's own commit then makes
    /// it no second time.
    ///
    /// - Throws: `LedgerError`; with the code `overBudget` when it does not fit.
    func hold(_ hold: BudgetHold) async throws
    /// Gives back what is held for an attempt that was not sent after all; nothing happens for one that was.
    func releaseHold(of attempt: AttemptID) async throws

    /// Notes that a call was refused because a budget is used up: its alert is given once a window.
    func noteExhausted(_ account: BudgetAccountID, of unit: BudgetUnit) async throws

    /// Charges holds past their deadline at worst case, until they are settled after all.
    ///
    /// - Returns: how many there were.
    @discardableResult
    func expireHolds() async throws -> Int

    /// The alerts that became due by this store's commits since they were last taken: each is given to one caller.
    func takeBudgetAlerts() -> [BudgetAlert]

    /// The alerts that were not delivered to where they are sent, oldest first: also those of a process that died.
    func undeliveredAlerts(limit: Int) async throws -> [UndeliveredAlert]
    /// Notes that an alert was delivered.
    func noteDelivered(_ id: Int64) async throws

    /// Tells when money was given back or a limit raised by this store's commits.
    var budgetSignal: BudgetSignal { get }

    /// Puts a message off until there is money.
    ///
    /// - Throws: `BudgetError.queueFull`; `LedgerError`.
    func enqueue(_ message: QueuedMessage) async throws
    /// The messages that wait, in the order in which they are to be answered: by priority, then by age.
    func queuedMessages(limit: Int) async throws -> [QueuedMessage]
    /// Takes a message out of the queue.
    ///
    /// - Returns: whether it was there: of several that try only one gets it.
    func dequeue(_ id: MessageID) async throws -> Bool
}

/// An alert that is still to be delivered to where alerts are sent.
public struct UndeliveredAlert: Sendable, Hashable {
    /// Its number in the ledger.
    public var id: Int64
    /// The alert.
    public var alert: BudgetAlert

    /// Makes a value.
    public init(id: Int64, alert: BudgetAlert) {
        self.id = id
        self.alert = alert
    }
}

extension LedgerStore {
    /// Makes a hold before its attempt is written; see `BudgetStore`.
    public func hold(_ hold: BudgetHold) async throws { try await commit([.budgetHeld(hold)]) }
}

/// A message that waits for money.
public struct QueuedMessage: Sendable, Hashable, Codable {
    /// At most this many wait.
    public static let limit = 1000

    /// Its id.
    public var id: MessageID
    /// Its conversation.
    public var conversation: ConversationID
    /// The text.
    public var text: String
    /// How important it is.
    public var priority: BudgetPriority
    /// When it was put off.
    public var queuedAt: Timestamp
    /// The budget that was used up.
    public var account: BudgetAccountID

    /// Makes a message.
    public init(
        id: MessageID, conversation: ConversationID, text: String, priority: BudgetPriority, queuedAt: Timestamp,
        account: BudgetAccountID
    ) {
        self.id = id
        self.conversation = conversation
        self.text = text
        self.priority = priority
        self.queuedAt = queuedAt
        self.account = account
    }
}

/// How important a call is to whoever pays for it.
public enum BudgetPriority: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// May wait.
    case low
    /// As usual.
    case normal
    /// Served first; may pass a budget that allows it, which is recorded.
    case high

    /// Orders from low to high.
    public static func < (a: BudgetPriority, b: BudgetPriority) -> Bool { a.rank < b.rank }

    /// 0 for low to 2 for high.
    public var rank: Int {
        switch self {
        case .low: 0
        case .normal: 1
        case .high: 2
        }
    }
}

/// On whose account a run spends, beyond its conversation.
public struct Spender: Sendable, Hashable, Codable {
    /// The name of the API key, when there is one.
    public var key: String?
    /// Tags that budgets count by, beside the conversation's own.
    public var tags: [String]
    /// How important it is.
    public var priority: BudgetPriority
    /// Who asks, for the record of overrides.
    public var who: String
    /// Why it is important, for the record of overrides.
    public var reason: String?

    /// Makes a spender.
    public init(
        key: String? = nil, tags: [String] = [], priority: BudgetPriority = .normal, who: String = "person",
        reason: String? = nil
    ) {
        self.key = key
        self.tags = tags
        self.priority = priority
        self.who = who
        self.reason = reason
    }
}
