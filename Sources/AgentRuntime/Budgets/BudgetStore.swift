/// The part of the ledger that keeps budgets. Holds are made and settled with the facts they belong to, by
/// `LedgerStore.commit`; this is how they are looked at and changed.
///
/// Every store passes `BudgetConformance` in `FarthingTesting`.
public protocol BudgetStore: Sendable {
    /// How the scopes of these claims stand now, in their order.
    func budgetStatus(of claims: [BudgetClaim]) async throws -> [BudgetStatus]

    /// How every account that is known stands, of windows that contain `time`; of conversations those that began last,
    /// at most `BudgetStatus.mostConversations`.
    func budgetAccounts(at time: Timestamp) async throws -> [BudgetStatus]

    /// How those of the scopes stand that are known, of windows that contain `time`; cheap enough for every answer of a
    /// server. What other processes did may be seen only with the next commit that touches the scope.
    func budgetAccounts(of scopes: [BudgetScope], at time: Timestamp) async throws -> [BudgetStatus]

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
    ///
    /// - Parameter limits: those that refused it, for the alert to tell.
    func noteExhausted(_ account: BudgetAccountID, of unit: BudgetUnit, limits: BudgetLimits) async throws

    /// Charges holds past their deadline at worst case, until they are settled after all.
    ///
    /// - Returns: how many there were.
    @discardableResult
    func expireHolds() async throws -> Int

    /// The alerts that became due by this store's commits since they were last taken: each is given to one caller.
    func takeBudgetAlerts() -> [BudgetAlert]

    /// Takes the oldest alert that is due at a sink and is not older than `since`, so that until `until` nobody else
    /// tries it: of several processes one does.
    func claimAlert(for sink: String, since: Timestamp, until: Timestamp) async throws -> ClaimedAlert?
    /// Notes what became of a try; a failed one is due again at the time given, or never.
    func note(_ outcome: AlertOutcome, of claim: ClaimedAlert) async throws
    /// When the next alert is due at a sink, of those that are not older than `since`; nil when none is.
    func nextAlertDue(for sink: String, since: Timestamp) async throws -> Timestamp?
    /// The latest alerts with what became of their delivery, newest first.
    func storedAlerts(limit: Int) async throws -> [StoredAlert]

    /// Tells when money was given back or a limit raised by this store's commits.
    var budgetSignal: BudgetSignal { get }

    /// Tells when a message was put off by this store.
    var queueSignal: BudgetSignal { get }

    /// Puts a message off until there is money.
    ///
    /// - Throws: `BudgetError.queueFull`; `LedgerError`.
    func enqueue(_ message: QueuedMessage) async throws
    /// The messages that wait, in the order in which they are to be answered: by priority, then by age.
    func queuedMessages(limit: Int) async throws -> [QueuedMessage]
    /// Takes a message to answer it: until `until` nobody else may.
    ///
    /// - Returns: whether it was there and nobody had it.
    func claimQueued(_ id: MessageID, until: Timestamp) async throws -> Bool
    /// Gives back a message that was not answered after all.
    ///
    /// - Parameters:
    ///   - id: the message.
    ///   - until: when it may be tried again.
    ///   - isFailure: whether something else than money was missing.
    func returnQueued(_ id: MessageID, until: Timestamp, isFailure: Bool) async throws
    /// Takes a message out of the queue without answering it.
    ///
    /// - Returns: whether it was there: of several that try only one gets it.
    func dequeue(_ id: MessageID) async throws -> Bool
}

extension LedgerStore {
    /// Makes a hold before its attempt is written; see `BudgetStore`.
    public func hold(_ hold: BudgetHold) async throws { try await commit([.budgetHeld(hold)]) }
}
