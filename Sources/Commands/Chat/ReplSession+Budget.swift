import AgentRuntime
import Composition
import Money
import Terminal

extension ReplSession {
    /// `/budget` shows the budgets of this conversation; `/budget add 0.50` adds to its own.
    func budget(_ argument: String) async throws {
        let runtime = composed.runtime
        let words = argument.split(whereSeparator: \.isWhitespace).map(String.init)
        if words.first == "add", words.count >= 2 {
            let amount = try BudgetAmountOptions.dollars(
                words[1].hasPrefix("$") ? String(words[1].dropFirst()) : words[1])
            let reason = words.count > 2 ? words[2...].joined(separator: " ") : "/budget add"
            let status = try await runtime.raiseBudget(
                .conversation(conversation.id), by: BudgetLimits(usd: amount), who: BudgetOptions.who, reason: reason)
            return try say("Added \(amount.formatted): \(Self.left(status) ?? "no limit").")
        }
        guard words.isEmpty else {
            return try say("/budget shows the budgets, /budget add 0.50 adds to this conversation's.")
        }
        let set = try await composed.ledger.budgetLimits()
        let listings = try await runtime.budgetStatus(of: conversation.id).map {
            BudgetListing($0, plan: runtime.configuration.budgets, set: set)
        }
        try output.write(BudgetListing.table(listings, output: output))
    }

    /// What is left of the tightest budget that limits dollars, for the line after each turn.
    func budgetLeft() async throws -> String? {
        let statuses = try await composed.runtime.budgetStatus(of: conversation.id)
        let tightest = statuses.filter { $0.free.usd != nil }.min { ($0.free.usd ?? .max) < ($1.free.usd ?? .max) }
        return tightest.flatMap { Self.left($0) }
    }

    private static func left(_ status: BudgetStatus) -> String? {
        guard let free = status.free.usd, let limit = status.limits.usd else { return nil }
        let name = status.scope.kind == .conversation ? "" : " (\(status.scope.kind.rawValue))"
        return "\(max(.zero, free).formatted) of \(limit.formatted) left\(name)"
    }
}
