/// The durable record of everything that happened, and the only place it is read back from.
///
/// Facts are append-only; whatever can be derived from them is a view. `commit` returns when its facts survive the
/// death of the process. Every conforming store passes the conformance suite in `FarthingTesting`.
public protocol LedgerStore: BudgetStore, CostBook {
    /// Appends facts, all or none, in order. Committing the same attempt or message id again changes nothing.
    ///
    /// - Throws: `LedgerError`; with the code `overBudget` when a hold among the facts does not fit.
    func commit(_ facts: [LedgerFact]) async throws

    /// The conversation with its turns and visible messages in order; nil when there is none of that id.
    func conversation(_ id: ConversationID) async throws -> StoredConversation?

    /// The latest conversations, newest first.
    func conversations(limit: Int) async throws -> [ConversationSummary]

    /// What the attempts that match cost and used.
    func spend(_ filter: SpendFilter) async throws -> SpendSummary

    /// The attempts that match, oldest first, at most `limit`.
    func attempts(_ filter: SpendFilter, limit: Int) async throws -> [AttemptRecord]

    /// How many tasks that began in a stretch of time have ended, and how; nil when there are more than `limit`, since
    /// they are counted one by one.
    func tasks(since: Timestamp?, until: Timestamp?, in conversation: ConversationID?, limit: Int) async throws
        -> TaskCount?

    /// What providers reported of estimated prompts among the latest `limit` attempts, oldest first.
    func promptReports(latest limit: Int) async throws -> [PromptReport]

    /// The decision of that id.
    func decision(_ id: DecisionID) async throws -> DecisionRecord?

    /// The latest `limit` verdicts on answers, found at or after `since` where it is given, oldest first.
    func verdicts(since: Timestamp?, latest limit: Int) async throws -> [AnswerVerdict]

    /// The compactions of a conversation that are in force, oldest first; empty for one that is not there.
    func compactions(of id: ConversationID) async throws -> [CompactionRecord]

    /// Every fact of a conversation in order, from which `commit` rebuilds it.
    func facts(of id: ConversationID) async throws -> [LedgerFact]

    /// Removes a conversation's messages and turns. What it cost stays in the books.
    func delete(_ id: ConversationID) async throws

    /// Ends what processes that are gone left open: their turns become `interrupted`, their attempts in flight are
    /// charged at worst case and flagged `lost`. What living processes are doing is left alone, and so are attempts
    /// that wait in a provider's batch (purpose `batch`), which somebody will collect.
    func recover() async throws -> RecoveryReport
}

/// What `recover` found.
public struct RecoveryReport: Sendable, Hashable {
    /// Turns that were running in a process that is gone.
    public var interruptedTurns: [TurnID]
    /// Attempts that were in flight there.
    public var lostAttempts: [AttemptID]

    /// Makes a report.
    public init(interruptedTurns: [TurnID] = [], lostAttempts: [AttemptID] = []) {
        self.interruptedTurns = interruptedTurns
        self.lostAttempts = lostAttempts
    }
}

/// Why the ledger could not do what was asked.
public struct LedgerError: Error, Sendable, CustomStringConvertible {
    /// The kinds.
    public enum Code: String, Sendable, Hashable {
        /// Another process holds the file for longer than we wait.
        case locked
        /// The file or its folder cannot be written.
        case readOnly = "read_only"
        /// The file was written by a newer version of this program.
        case newerVersion = "newer_version"
        /// The file is damaged or no database.
        case damaged
        /// The disk is full.
        case diskFull = "disk_full"
        /// A fact refers to something that is not there, or contradicts what is.
        case inconsistent
        /// A hold does not fit into a budget; `refusal` says which.
        case overBudget = "over_budget"
        /// An import is not what an export writes.
        case malformedImport = "malformed_import"
        /// Anything else the store reports.
        case failed
    }

    /// The kind.
    public var code: Code
    /// What happened and what to do.
    public var message: String
    /// Which budget refused, for `overBudget`.
    public var refusal: BudgetRefusal?

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Makes the error for a hold that does not fit.
    public init(_ refusal: BudgetRefusal) {
        self.init(.overBudget, "The ledger held nothing: \(refusal).")
        self.refusal = refusal
    }

    /// The message.
    public var description: String { message }
}
