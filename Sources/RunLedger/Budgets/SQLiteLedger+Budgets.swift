package import AgentRuntime
import GRDB

extension SQLiteLedger {
    /// How the claims' scopes stand; see `BudgetStore`.
    package func budgetStatus(of claims: [BudgetClaim]) async throws -> [BudgetStatus] {
        try connections.read { try BudgetReader($0).status(of: claims) }
    }

    /// How every account stands; see `BudgetStore`.
    package func budgetAccounts(at time: Timestamp) async throws -> [BudgetStatus] {
        try connections.read { try BudgetReader($0).accounts(at: time) }
    }

    /// How some scopes stand; see `BudgetStore`.
    package func budgetAccounts(of scopes: [BudgetScope], at time: Timestamp) async throws -> [BudgetStatus] {
        let board = writer.outbox.board
        var accounts = board.accounts(of: scopes)
        if let unknown = board.unknown(of: scopes) {
            let found = try connections.read { try BudgetReader($0).accounts(of: unknown, at: time) }
            accounts = board.learn(unknown, from: found, of: scopes)
        }
        return accounts.filter { $0.id.window.contains(time) }.map(\.status)
    }

    /// The limits set by commands; see `BudgetStore`.
    package func budgetLimits() async throws -> [BudgetScope: BudgetLimits] {
        // Every run asks, and the latest commits saw them.
        if let limits = writer.outbox.board.limits { return limits }
        return try connections.write { db in try writer.rememberedLimits(db) ?? BudgetReader(db).limits() }
    }

    /// Makes a change; see `BudgetStore`.
    package func record(_ change: BudgetChange) async throws {
        try connections.write { try writer.record(change, in: $0) }
    }

    /// The latest changes; see `BudgetStore`.
    package func budgetChanges(limit: Int) async throws -> [BudgetChange] {
        try connections.read { try BudgetReader($0).changes(limit: limit) }
    }

    /// Gives back what is held; see `BudgetStore`.
    package func releaseHold(of attempt: AttemptID) async throws {
        try connections.write { try writer.releaseHold(of: attempt, in: $0) }
    }

    /// Notes that a budget is used up; see `BudgetStore`.
    package func noteExhausted(
        _ account: BudgetAccountID, of unit: BudgetUnit, limits: BudgetLimits
    ) async throws {
        try connections.write { try writer.exhaust(account, of: unit, limits: limits, in: $0) }
    }

    /// Charges holds past their deadline; see `BudgetStore`.
    @discardableResult
    package func expireHolds() async throws -> Int { try connections.write { try writer.expireHolds(in: $0) } }

    /// The alerts that became due; see `BudgetStore`.
    package func takeBudgetAlerts() -> [BudgetAlert] { writer.outbox.takeAlerts() }

    /// Tells when money was given back; see `BudgetStore`.
    package var budgetSignal: BudgetSignal { writer.outbox.signal }

    /// Tells when a message was put off; see `BudgetStore`.
    package var queueSignal: BudgetSignal { writer.outbox.queueSignal }
}
