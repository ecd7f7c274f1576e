import AgentRuntime
import Money
import NIOConcurrencyHelpers

/// The budgets as the server shows them, looked up at most once a second for the header of every answer.
final class BudgetView: Sendable {
    private struct Seen {
        var at: Duration
        var statuses: [BudgetStatus]
    }

    let store: any BudgetStore
    let clock: any RuntimeClock
    private let seen = NIOLockedValueBox<Seen?>(nil)

    init(store: any BudgetStore, clock: any RuntimeClock) {
        self.store = store
        self.clock = clock
    }

    /// How every budget of now stands, limits that nothing was spent of yet included, in the order of their names.
    func all() async throws -> [BudgetStatus] {
        let accounts = try await store.budgetAccounts(at: clock.now)
        let known = Set(accounts.map(\.scope))
        let untouched = try await store.budgetLimits().filter { !known.contains($0.key) }.map { scope, limits in
            BudgetStatus(account: BudgetAccountID(scope: scope), limits: limits)
        }
        return (accounts.filter { !$0.limits.isUnlimited || !$0.spent.usd.isZero } + untouched)
            .sorted { "\($0.scope)" < "\($1.scope)" }
    }

    /// The budgets that a caller may see.
    func all(for caller: Caller) async throws -> [BudgetStatus] {
        try await all().filter { caller.role == .admin || $0.scope == caller.key.map { .key($0) } }
    }

    /// What the tightest of a caller's budgets has left; nil without a limit in dollars.
    func leastLeft(for caller: Caller, _ conversation: ConversationID) async -> Money? {
        let now = clock.uptime
        var statuses = seen.withLockedValue { $0.flatMap { now - $0.at < .seconds(1) ? $0.statuses : nil } }
        if statuses == nil {
            // A header that cannot be told is left out.
            let fresh = (try? await store.budgetAccounts(at: clock.now)) ?? []
            seen.withLockedValue { $0 = Seen(at: now, statuses: fresh) }
            statuses = fresh
        }
        return statuses?.lazy.filter { status in
            switch status.scope.kind {
            case .global, .month, .day: true
            case .conversation: status.scope.name == conversation.text
            case .key: status.scope.name == caller.key
            case .run, .tool, .tag: false
            }
        }.compactMap(\.free.usd).min().map { Swift.max($0, .zero) }
    }
}
