import AgentRuntime
import Money

/// The budgets as the server shows them.
struct BudgetView: Sendable {
    let store: any BudgetStore
    let clock: any RuntimeClock
    let plan: BudgetPlan

    /// The claim of a scope now.
    func claim(for scope: BudgetScope) -> BudgetClaim { plan.claim(for: scope, at: clock.now) }

    /// How a scope stands now, whether or not it is limited.
    func status(of scope: BudgetScope) async throws -> BudgetStatus {
        try await store.budgetStatus(of: [claim(for: scope)])[0]
    }

    /// How every budget of now stands, limits that nothing was spent of yet included, in the order of their names.
    func all() async throws -> [BudgetStatus] {
        // What is limited is told however old it is, and by today's limits: an account keeps those it was held in by.
        let limited = Set(try await store.budgetLimits().keys).union(plan.rules.keys)
        let statuses = try await store.budgetStatus(of: limited.map(claim(for:)))
        let others = try await store.budgetAccounts(at: clock.now).filter { !limited.contains($0.scope) }
        return (statuses + others)
            .filter { !$0.limits.isUnlimited || !$0.spent.usd.isZero }
            .sorted { "\($0.scope)" < "\($1.scope)" }
    }

    /// The budgets that a caller may see.
    func all(for caller: Caller) async throws -> [BudgetStatus] {
        try await all().filter { caller.maySee($0.scope) }
    }

    /// What the tightest budget has left that a request counts against; nil without a limit in dollars. The ledger's
    /// file is read only for limits that nothing was spent of yet.
    ///
    /// - Parameter conversation: nil for a new one, which has whatever each conversation has.
    func leastLeft(for spender: Spender, _ conversation: ConversationID?) async -> Money? {
        // A header that cannot be told is left out.
        let least = try? await leastFree(for: spender, conversation)
        return least.map { Swift.max($0, .zero) }
    }

    private func leastFree(for spender: Spender, _ conversation: ConversationID?) async throws -> Money? {
        let now = clock.now
        let claims = plan.claims(conversation: conversation, key: spender.key, tags: spender.tags, at: now)
        // A book of what is known tells how accounts stand by today's limits.
        var book = BudgetBook()
        book.open(try await store.budgetLimits())
        let accounts = Set(claims.map(\.account))
        let known = try await store.budgetAccounts(of: claims.map(\.account.scope), at: now)
        for status in known where accounts.contains(status.account) {
            var account = BudgetAccount(id: status.account, raised: status.raised, spent: status.spent)
            account.reserved = status.reserved
            book.begin(account)
        }
        var statuses = claims.map { book.status(of: $0) }
        let unread = claims.indices.filter { index in
            statuses[index].limits.usd != nil && book.accounts[claims[index].account] == nil
        }
        if !unread.isEmpty {
            let read = try await store.budgetStatus(of: unread.map { claims[$0] })
            for (index, status) in zip(unread, read) { statuses[index] = status }
        }
        if conversation == nil { statuses.append(book.status(of: plan.claim(for: .eachConversation, at: now))) }
        return statuses.compactMap(\.free.usd).min()
    }
}
