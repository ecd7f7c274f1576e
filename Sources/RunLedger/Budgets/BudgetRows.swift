import AgentRuntime
import Foundation
import Money

/// Reads and binds what budgets are made of.
enum BudgetRows {
    static let accountColumns = """
        account, scope, window_start, window_end, limit_usd, limit_tokens, limit_operations, raised_usd, raised_tokens,
        raised_operations, spent_usd, spent_tokens, spent_operations, thresholds, alerted
        """

    static func account(_ row: PreparedStatement) throws -> BudgetAccount {
        BudgetAccount(
            id: BudgetAccountID(scope: try scope(row, 1), window: window(row, 2)), key: row.int64(0),
            base: limits(row, 4), raised: amount(row, 7), spent: amount(row, 10),
            thresholds: row.text(13).split(separator: ",").compactMap { Int($0) }, alerted: row.int(14))
    }

    static let holdColumns = "attempt, usd, tokens, operations, deadline, is_expired, accounts"

    /// A hold, with the keys of its accounts.
    static func hold(_ row: PreparedStatement) -> (attempt: AttemptID, held: BudgetBook.Held, keys: [Int64]) {
        let held = BudgetBook.Held(
            accounts: [], amount: amount(row, 1), deadline: Timestamp(microseconds: row.int64(4)),
            isExpired: row.bool(5))
        return (row.id(0), held, row.text(6).split(separator: ",").compactMap { Int64($0) })
    }

    static let changeColumns = "at, scope, window_start, window_end, action, usd, tokens, operations, who, reason"

    static func change(_ row: PreparedStatement) throws -> BudgetChange {
        guard let action = BudgetChange.Action(rawValue: row.text(4)) else { throw damage("action", row.text(4)) }
        return BudgetChange(
            at: Timestamp(microseconds: row.int64(0)),
            account: BudgetAccountID(scope: try scope(row, 1), window: window(row, 2)), action: action,
            limits: limits(row, 5), who: row.text(8), reason: row.optionalText(9))
    }

    static let alertColumns = """
        scope, window_start, window_end, threshold, unit, spent_usd, spent_tokens, spent_operations, limit_usd,
        limit_tokens, limit_operations, at
        """

    static func alert(_ row: PreparedStatement, from first: Int32 = 0) throws -> BudgetAlert {
        guard let unit = BudgetUnit(rawValue: row.text(first + 4)) else { throw damage("unit", row.text(first + 4)) }
        return BudgetAlert(
            account: BudgetAccountID(scope: try scope(row, first), window: window(row, first + 1)),
            threshold: row.int(first + 3), unit: unit, spent: amount(row, first + 5), limits: limits(row, first + 8),
            at: Timestamp(microseconds: row.int64(first + 11)))
    }

    static let queueColumns = """
        id, conversation, text, priority, queued_at, scope, window_start, window_end, spender, failures
        """

    static func queued(_ row: PreparedStatement) throws -> QueuedMessage {
        var spender = Spender()
        if let text = row.optionalText(8) {
            do { spender = try JSONDecoder().decode(Spender.self, from: Data(text.utf8)) } catch {
                throw damage("spender", text)
            }
        }
        spender.priority = BudgetPriority.allCases.first { $0.rank == row.int(3) } ?? .normal
        return QueuedMessage(
            id: row.id(0), conversation: row.id(1), text: row.text(2), spender: spender,
            queuedAt: Timestamp(microseconds: row.int64(4)),
            account: BudgetAccountID(scope: try scope(row, 5), window: window(row, 6)), failures: row.int(9))
    }

    static func scope(_ row: PreparedStatement, _ column: Int32) throws -> BudgetScope {
        do { return try BudgetScope(parsing: row.text(column)) } catch { throw damage("scope", row.text(column)) }
    }

    static func window(_ row: PreparedStatement, _ column: Int32) -> BudgetWindow {
        BudgetWindow(
            start: Timestamp(microseconds: row.int64(column)), end: Timestamp(microseconds: row.int64(column + 1)))
    }

    static func amount(_ row: PreparedStatement, _ column: Int32) -> BudgetAmount {
        BudgetAmount(
            usd: Money(picodollars: row.int64(column)), tokens: row.int(column + 1), operations: row.int(column + 2))
    }

    static func limits(_ row: PreparedStatement, _ column: Int32) -> BudgetLimits {
        BudgetLimits(
            usd: row.optionalInt64(column).map { Money(picodollars: $0) }, tokens: row.optionalInt(column + 1),
            operations: row.optionalInt(column + 2))
    }

    private static func damage(_ kind: String, _ text: String) -> LedgerError {
        LedgerError(.damaged, "The ledger holds an unknown budget \(kind) (\(text.prefix(40))). Run `farthing doctor`.")
    }
}

extension PreparedStatement {
    func bind(_ first: Int32, _ amount: BudgetAmount) {
        bind(first, amount.usd.picodollars)
        bind(first + 1, amount.tokens)
        bind(first + 2, amount.operations)
    }

    func bind(_ first: Int32, _ limits: BudgetLimits) {
        bind(first, limits.usd?.picodollars)
        bind(first + 1, limits.tokens)
        bind(first + 2, limits.operations)
    }

    /// Binds scope, start and end.
    func bind(_ first: Int32, _ account: BudgetAccountID) {
        bind(first, account.scope.description)
        bind(first + 1, account.window.start.microseconds)
        bind(first + 2, account.window.end.microseconds)
    }
}
