import AgentRuntime
import Money

/// The budgets as the server shows them.
struct BudgetView: Sendable {
    let store: any BudgetStore
    let clock: any RuntimeClock

    /// How every budget of now stands, limits that nothing was spent of yet included, in the order of their names.
    func all() async throws -> [BudgetStatus] {
        let limits = try await store.budgetLimits()
        var accounts = try await store.budgetAccounts(at: clock.now)
        var known = Set(accounts.map(\.scope))
        // Conversations that have a limit of their own are told however old they are.
        let older = limits.keys.filter { !known.contains($0) }
        if !older.isEmpty { accounts += try await store.budgetAccounts(of: older, at: clock.now) }
        known.formUnion(accounts.map(\.scope))
        let untouched = limits.filter { !known.contains($0.key) }.map { scope, limits in
            BudgetStatus(account: BudgetAccountID(scope: scope), limits: limits)
        }
        return (accounts.filter { !$0.limits.isUnlimited || !$0.spent.usd.isZero } + untouched)
            .sorted { "\($0.scope)" < "\($1.scope)" }
    }

    /// The budgets that a caller may see.
    func all(for caller: Caller) async throws -> [BudgetStatus] {
        try await all().filter { caller.maySee($0.scope) }
    }

    /// What the tightest of a caller's budgets has left; nil without a limit in dollars.
    func leastLeft(for caller: Caller, _ conversation: ConversationID?) async -> Money? {
        var scopes: [BudgetScope] = [.global, .month, .day]
        if let conversation { scopes.append(.conversation(conversation)) }
        if let key = caller.key { scopes.append(.key(key)) }
        // A header that cannot be told is left out.
        let statuses = (try? await store.budgetAccounts(of: scopes, at: clock.now)) ?? []
        return statuses.lazy.compactMap(\.free.usd).min().map { Swift.max($0, .zero) }
    }
}
