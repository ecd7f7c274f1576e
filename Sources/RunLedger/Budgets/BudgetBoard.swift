import AgentRuntime
import NIOConcurrencyHelpers

/// How budgets stand since the latest commits, to be looked at without reading the file or waiting for the writer.
final class BudgetBoard: Sendable {
    /// Scopes on the board; when there are more, all are taken down and looked up again.
    private static let limit = 4096

    /// A scope without an account is on the board with nil.
    private let accounts = NIOLockedValueBox<[BudgetScope: BudgetAccount?]>([:])
    private let latestLimits = NIOLockedValueBox<(limits: [BudgetScope: BudgetLimits], seen: ContinuousClock.Instant)?>(
        nil)

    /// How long limits count as those of the file: another process may set some meanwhile. Much shorter than it takes a
    /// person to set a limit and then send a message.
    private static let limitsHold = Duration.milliseconds(50)

    /// The limits set by commands, when a commit of a moment ago saw them.
    var limits: [BudgetScope: BudgetLimits]? {
        guard let latest = latestLimits.withLockedValue({ $0 }) else { return nil }
        return ContinuousClock.now - latest.seen < Self.limitsHold ? latest.limits : nil
    }

    /// Puts up the limits as a commit saw them; nil when it did not look.
    func put(limits: [BudgetScope: BudgetLimits]?) {
        latestLimits.withLockedValue { $0 = limits.map { ($0, ContinuousClock.now) } }
    }

    /// Puts up what a commit touched.
    func put(_ touched: some Sequence<BudgetAccount>) {
        accounts.withLockedValue { accounts in
            for account in touched {
                // A call that began before midnight may be settled after it: the day of now stays.
                let known = accounts[account.id.scope] ?? nil
                if let known, known.id.window.start > account.id.window.start { continue }
                accounts[account.id.scope] = .some(account)
            }
            if accounts.count > Self.limit { accounts.removeAll(keepingCapacity: true) }
        }
    }

    /// Takes everything down.
    func clear() { accounts.withLockedValue { $0.removeAll(keepingCapacity: true) } }

    /// Puts up what was found in the file of `unknown`, unless a commit came before.
    ///
    /// - Returns: the accounts of `scopes` that have one.
    func learn(
        _ unknown: [BudgetScope], from found: [BudgetAccount], of scopes: [BudgetScope]
    ) -> [BudgetAccount] {
        accounts.withLockedValue { accounts in
            if accounts.count > Self.limit { accounts.removeAll(keepingCapacity: true) }
            var told = accounts
            for scope in unknown where accounts[scope] == nil {
                accounts[scope] = .some(found.first { $0.id.scope == scope })
                told[scope] = accounts[scope]
            }
            return scopes.compactMap { told[$0] ?? nil }
        }
    }

    /// The scopes that are not on the board; nil when all are.
    func unknown(of scopes: [BudgetScope]) -> [BudgetScope]? {
        let unknown = accounts.withLockedValue { accounts in scopes.filter { accounts[$0] == nil } }
        return unknown.isEmpty ? nil : unknown
    }

    /// The accounts of the scopes that have one.
    func accounts(of scopes: [BudgetScope]) -> [BudgetAccount] {
        accounts.withLockedValue { accounts in scopes.compactMap { accounts[$0] ?? nil } }
    }
}
