import AgentRuntime
import GRDB
import Money

/// Reads budgets on any connection.
struct BudgetReader {
    private let db: Database

    init(_ db: Database) { self.db = db }

    /// The limits that were set by commands.
    func limits() throws -> [BudgetScope: BudgetLimits] {
        let all = try PreparedStatement(cached: db, "SELECT scope, usd, tokens, operations FROM budget_limit")
        return Dictionary(
            try all.all { (try BudgetRows.scope($0, 0), BudgetRows.limits($0, 1)) }, uniquingKeysWith: { $1 })
    }

    /// How the claims' scopes stand.
    func status(of claims: [BudgetClaim]) throws -> [BudgetStatus] {
        var book = try openBook()
        for claim in claims where book.accounts[claim.account] == nil {
            let find = try PreparedStatement(
                cached: db,
                """
                SELECT \(BudgetRows.accountColumns) FROM budget_account
                WHERE scope = ?1 AND window_start = ?2 AND window_end = ?3
                """)
            find.bind(1, claim.account)
            book.open(
                try find.first(BudgetRows.account)
                    ?? BudgetAccount(id: claim.account, spent: try spentBefore(in: claim.account)))
        }
        return claims.map { book.status(of: $0) }
    }

    /// The scopes' accounts of windows that contain `time`, those that there are.
    func accounts(of scopes: [BudgetScope], at time: Timestamp) throws -> [BudgetAccount] {
        var book = try openBook()
        let find = try PreparedStatement(
            cached: db,
            """
            SELECT \(BudgetRows.accountColumns) FROM budget_account
            WHERE scope = ?1 AND window_start <= ?2 AND window_end > ?2
            """)
        return try scopes.flatMap { scope in
            find.bind(1, scope.description)
            find.bind(2, time.microseconds)
            let found = try find.all(BudgetRows.account)
            for account in found { book.open(account) }
            return found.compactMap { book.accounts[$0.id] }
        }
    }

    /// How every account of a window that contains `time` stands, of conversations those that began last.
    func accounts(at time: Timestamp) throws -> [BudgetStatus] {
        var book = try openBook()
        let all = try PreparedStatement(
            cached: db,
            """
            SELECT \(BudgetRows.accountColumns) FROM budget_account
            WHERE window_start <= ?1 AND window_end > ?1
                AND (NOT scope GLOB ?2 OR account IN (
                    SELECT account FROM budget_account WHERE scope GLOB ?2 ORDER BY account DESC LIMIT ?3))
            ORDER BY scope
            """)
        all.bind(1, time.microseconds)
        all.bind(2, "\(BudgetScope.Kind.conversation.rawValue):*")
        all.bind(3, Int64(BudgetStatus.mostConversations))
        let accounts = try all.all(BudgetRows.account)
        for account in accounts { book.open(account) }
        return accounts.compactMap { book.accounts[$0.id]?.status }
    }

    /// The latest changes, newest first.
    func changes(limit: Int) throws -> [BudgetChange] {
        let all = try PreparedStatement(
            cached: db, "SELECT \(BudgetRows.changeColumns) FROM budget_change ORDER BY change DESC LIMIT ?1")
        all.bind(1, max(0, limit))
        return try all.all(BudgetRows.change)
    }

    /// The messages that wait, in the order in which they are to be answered.
    func queued(limit: Int) throws -> [QueuedMessage] {
        let all = try PreparedStatement(
            cached: db,
            """
            SELECT \(BudgetRows.queueColumns) FROM budget_queue ORDER BY priority DESC, queued_at, id LIMIT ?1
            """)
        all.bind(1, max(0, limit))
        return try all.all(BudgetRows.queued)
    }

    /// What attempts took before an account was first counted: tools, keys and tags begin at nothing.
    func spentBefore(in id: BudgetAccountID) throws -> BudgetAmount {
        let sums: PreparedStatement
        switch id.scope.kind {
        case .run, .key, .tool, .tag: return .zero
        case .global:
            sums = try PreparedStatement(db, Self.totals)
        case .conversation:
            sums = try PreparedStatement(
                cached: db, Self.totals + " WHERE conversation = (SELECT conversation FROM conversation WHERE id = ?1)")
            sums.bind(1, ConversationID(id.scope.name ?? ""))
        case .day, .month:
            // An attempt's id begins with the time at which it was made: the window is a stretch of the table.
            sums = try PreparedStatement(
                db,
                """
                SELECT coalesce(sum(cost), 0), coalesce(sum(\(Self.tokens)), 0), count(outcome) FROM attempt
                WHERE id >= ?1 AND id < ?2 AND started_at >= ?3 AND started_at < ?4 AND outcome IS NOT NULL
                """)
            sums.bind(1, AttemptID.earliest(at: id.window.start))
            sums.bind(2, AttemptID.earliest(at: min(id.window.end + .seconds(1), Self.lastOfIDs)))
            sums.bind(3, id.window.start.microseconds)
            sums.bind(4, id.window.end.microseconds)
        }
        return try sums.first { BudgetRows.amount($0, 0) } ?? .zero
    }

    /// A book with the file's limits and holds.
    private func openBook() throws -> BudgetBook {
        var book = BudgetBook()
        book.open(try limits())
        let holds = try PreparedStatement(cached: db, "SELECT \(BudgetRows.holdColumns) FROM budget_hold")
            .all(BudgetRows.hold)
        var ids: [Int64: BudgetAccountID] = [:]
        for key in Set(holds.flatMap(\.keys)) {
            let find = try PreparedStatement(
                cached: db, "SELECT \(BudgetRows.accountColumns) FROM budget_account WHERE account = ?1")
            find.bind(1, key)
            guard let account = try find.first(BudgetRows.account) else { continue }
            ids[key] = account.id
            book.open(account)
        }
        for (attempt, held, keys) in holds {
            var held = held
            held.accounts = keys.compactMap { ids[$0] }
            book.open(held, of: attempt)
        }
        return book
    }

    /// The last instant that an identifier can tell, in its 48 bits of milliseconds.
    private static let lastOfIDs = Timestamp(microseconds: ((1 << 48) - 1) * 1000)

    private static let tokens = UsageColumns.names.joined(separator: " + ")
    private static let totals =
        "SELECT coalesce(sum(cost), 0), coalesce(sum(\(tokens)), 0), coalesce(sum(settled), 0) FROM conversation_total"
}
