import AgentRuntime
import GRDB
import GRDBSQLite

/// Writes facts on one connection: transactions, prepared statements, and what is remembered between commits.
final class LedgerWriter: @unchecked Sendable {  // Touched only on the serial queue of the writing connection.
    /// A conversation's row, as far as commits need it.
    struct ConversationKey {
        var key: Int64
        var isDeleted: Bool
    }

    /// A turn's row, as far as commits need it.
    struct TurnKey {
        var key: Int64
        var conversation: Int64
        var isOpen: Bool
        var hasEnded: Bool
    }

    /// Entries remembered of each kind; when there are more, all are forgotten and looked up again.
    static let memoryLimit = 4096

    let clock: any RuntimeClock
    let process: ProcessIdentity
    private let path: String
    private let checkpointer: Checkpointer?
    private let token = Int64.random(in: 0...(.max))
    private var statements = [PreparedStatement?](repeating: nil, count: WriteStatement.allCases.count)
    private var names: [String: Int64] = [:]
    var conversations: [ConversationID: ConversationKey] = [:]
    var turns: [TurnID: TurnKey] = [:]
    /// The turns of attempts that are not settled.
    var unsettled: [AttemptID: TurnID] = [:]
    var totals: [Int64: TotalChange] = [:]
    var budgets = BudgetCache()
    let outbox = BudgetOutbox()
    var rollUps = RollUpMemory()
    private var logLength: LogLength?
    private var sequence = LedgerSequence()
    private var dataVersion: Int64 = -1
    private(set) var owner: Int64 = 0
    private var isOwnerCommitted = false

    init(path: String, process: ProcessIdentity, clock: any RuntimeClock, checkpointer: Checkpointer?) {
        self.path = path
        self.checkpointer = checkpointer
        self.process = process
        self.clock = clock
    }

    /// Writes the facts of several callers in one transaction; a caller whose facts are refused does not disturb the
    /// others.
    func commit(_ batch: [[LedgerFact]], in db: Database) -> [Result<Void, LedgerError>] {
        let count = batch.reduce(0) { $0 + $1.count }
        do {
            var refusals: [LedgerError?] = []
            try transaction(in: db, facts: count) {
                for facts in batch {
                    let refusal = try admit(facts, db)
                    if refusal == nil { try apply(facts, in: db) }
                    refusals.append(refusal)
                }
            }
            return refusals.map { $0.map { .failure($0) } ?? .success(()) }
        } catch {
            let failure = LedgerError(error, path: path)
            guard batch.count > 1, failure.code == .inconsistent else { return batch.map { _ in .failure(failure) } }
        }
        // Refusals are rare, so the savepoints that tell whose facts were refused are only set the second time.
        do {
            var results: [Result<Void, LedgerError>] = []
            try transaction(in: db, facts: count) {
                for facts in batch { results.append(try attempt(facts, in: db)) }
            }
            return results
        } catch {
            let failure = LedgerError(error, path: path)
            return batch.map { _ in .failure(failure) }
        }
    }

    /// Runs `body` in a transaction that holds the file's write lock from its beginning.
    func transaction<T>(in db: Database, facts: Int, _ body: () throws -> T) throws -> T {
        if checkpointer != nil, logLength == nil { logLength = LogLength(of: db) }
        try statement(.begin, db).run()
        do {
            try refresh(db)
            try takeNumbers(facts, db)
            try registerOwner(db)
            let result = try body()
            try writeTotals(db)
            try writeBudgets(db)
            try foldIfDue(db)
            try statement(.commit, db).run()
            isOwnerCommitted = true
            publishBudgets()
            if let logLength { checkpointer?.commitEnded(logPages: logLength.pages, in: db) }
            return result
        } catch {
            // SQLite may have rolled back by itself (disk full, i/o error).
            if db.isInsideTransaction { try statement(.rollback, db).run() }
            forget()
            sequence.drop()
            dataVersion = -1
            throw error
        }
    }

    func apply(_ facts: [LedgerFact], in db: Database) throws {
        for fact in facts {
            switch fact {
            case .conversationStarted(let record): try start(record, db)
            case .conversationTitled(let id, let title): try setTitle(of: id, title, db)
            case .turnStarted(let record): try start(record, db)
            case .messageAdded(let record): try add(record, db)
            case .decided(let record): try add(record, db)
            case .budgetHeld: break  // made by `admit`, before anything else
            case .attemptStarted(let start): try begin(start, db)
            case .attemptSettled(let settlement): try settle(settlement, db)
            case .judged(let verdict): try add(verdict, db)
            case .turnEnded(let end): try finish(end, db)
            case .historyCompacted(let record): try add(record, db)
            case .compactionUndone(let id): try undo(id, db)
            case .turnUndone(let id): try undo(id, db)
            case .queuedMessageAnswered(let id): try answer(id, db)
            }
        }
    }

    /// Forgets what is remembered of rows: they were rolled back, or another connection may have changed them.
    func forget() {
        names.removeAll(keepingCapacity: true)
        conversations.removeAll(keepingCapacity: true)
        turns.removeAll(keepingCapacity: true)
        unsettled.removeAll(keepingCapacity: true)
        totals.removeAll(keepingCapacity: true)
        budgets = BudgetCache()
        rollUps = RollUpMemory()
    }

    func statement(_ kind: WriteStatement, _ db: Database) throws -> PreparedStatement {
        if let prepared = statements[kind.rawValue] { return prepared }
        let prepared = try PreparedStatement(db, kind.sql)
        statements[kind.rawValue] = prepared
        return prepared
    }

    func nextSeq() -> Int64 { sequence.draw() }

    /// The key of a word in `name`.
    func key(of word: String, _ db: Database) throws -> Int64 {
        if let key = names[word] { return key }
        let find = try statement(.findName, db)
        find.bind(1, word)
        var key = try find.first { $0.int64(0) }
        if key == nil {
            let add = try statement(.addName, db)
            add.bind(1, word)
            key = try add.insert()
        }
        guard let key else { preconditionFailure("an inserted row has a key") }
        if names.count >= LedgerWriter.memoryLimit { names.removeAll() }
        names[word] = key
        return key
    }

    func key(of word: String?, _ db: Database) throws -> Int64? { try word.map { try key(of: $0, db) } }

    func remember(_ id: ConversationID, _ entry: ConversationKey) {
        if conversations.count >= LedgerWriter.memoryLimit { conversations.removeAll() }
        conversations[id] = entry
    }

    func remember(_ id: TurnID, _ entry: TurnKey) {
        if turns.count >= LedgerWriter.memoryLimit { turns.removeAll() }
        turns[id] = entry
    }

    private func attempt(_ facts: [LedgerFact], in db: Database) throws -> Result<Void, LedgerError> {
        try statement(.savepoint, db).run()
        let told = (budgets.alerts, budgets.isReleased)
        do {
            if let refusal = try admit(facts, db) {
                try statement(.release, db).run()
                return .failure(refusal)
            }
            try apply(facts, in: db)
            try writeTotals(db)
            try writeBudgets(db)
            try statement(.release, db).run()
            return .success(())
        } catch {
            let failure = LedgerError(error, path: path)
            guard failure.code == .inconsistent, db.isInsideTransaction else { throw error }
            try statement(.rollbackTo, db).run()
            try statement(.release, db).run()
            forget()
            (budgets.alerts, budgets.isReleased) = told
            return .failure(failure)
        }
    }

    private func refresh(_ db: Database) throws {
        let version = try version(of: db)
        guard version != dataVersion else { return }
        forget()
        sequence.drop()
        dataVersion = version
    }

    /// Whether no other connection has written since this one did.
    func isCurrent(_ db: Database) throws -> Bool { try version(of: db) == dataVersion }

    private func version(of db: Database) throws -> Int64 { try statement(.dataVersion, db).first { $0.int64(0) } ?? 0 }

    /// Makes sure that the next `facts` numbers can be drawn.
    func takeNumbers(_ facts: Int, _ db: Database) throws {
        guard sequence.remaining < Int64(facts) else { return }
        let size = max(LedgerSequence.blockSize, Int64(facts))
        let take = try statement(.takeBlock, db)
        take.bind(1, size)
        guard let end = try take.first({ $0.int64(0) }) else {
            throw SQLiteFailure(code: SQLITE_CORRUPT, message: "the counter of facts is missing")
        }
        sequence.take(first: end - size, end: end)
    }

    private func registerOwner(_ db: Database) throws {
        guard !isOwnerCommitted else { return }
        let add = try statement(.addOwner, db)
        add.bind(1, Int64(process.pid))
        add.bind(2, process.started)
        add.bind(3, process.boot)
        add.bind(4, token)
        add.bind(5, clock.now.microseconds)
        owner = try add.insert()
    }
}
