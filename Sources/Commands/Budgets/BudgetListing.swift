import AgentRuntime
import ExactJSON
import Money
import Terminal

/// Budgets as they are listed.
struct BudgetListing {
    let status: BudgetStatus
    let policy: BudgetPolicy
    /// Whether a command set its limit, rather than the settings.
    let isSet: Bool
    let timeZone: String?

    init(_ status: BudgetStatus, plan: BudgetPlan, set: [BudgetScope: BudgetLimits]) {
        self.status = status
        policy = plan.rule(for: status.scope).policy
        isSet = set[status.scope] != nil
        timeZone =
            switch status.scope.kind {
            case .day: plan.days.timeZone
            case .month: plan.months.timeZone
            default: nil
            }
    }

    /// The calendar's and the general budgets, and whatever else has a limit or was used.
    static func all(_ ledger: any LedgerStore, _ plan: BudgetPlan, at now: Timestamp) async throws -> [BudgetListing] {
        let set = try await ledger.budgetLimits()
        var scopes: [BudgetScope] = [.global, .month, .day, .eachConversation, .eachRun]
        let named = Set(plan.rules.keys).union(set.keys).sorted { $0.description < $1.description }
        for scope in named where !scopes.contains(scope) { scopes.append(scope) }
        let claims = scopes.map { plan.claim(for: $0, at: now) }
        var statuses = try await ledger.budgetStatus(of: claims)
        let known = Set(statuses.map(\.account))
        for status in try await ledger.budgetAccounts(at: now) where !known.contains(status.account) {
            // Windows of a time zone that the settings no longer have are history.
            guard status.scope.kind != .day, status.scope.kind != .month, !status.limits.isUnlimited else { continue }
            statuses.append(status)
        }
        return statuses.map { BudgetListing($0, plan: plan, set: set) }
    }

    var json: JSONValue {
        let (limits, free) = (status.limits, status.free)
        func money(_ amount: Money?) -> JSONValue { amount.map { .string($0.description) } ?? .null }
        func count(_ count: Int?) -> JSONValue { count.map { JSONValue($0) } ?? .null }
        let window = status.account.window
        return [
            "scope": .string(status.scope.description), "policy": .string(policy.rawValue),
            "source": .string(isSet ? "command" : "settings"),
            "limit_usd": money(limits.usd), "spent_usd": money(status.spent.usd),
            "reserved_usd": money(status.reserved.usd), "remaining_usd": money(free.usd),
            "limit_tokens": count(limits.tokens), "spent_tokens": count(status.spent.tokens),
            "reserved_tokens": count(status.reserved.tokens), "remaining_tokens": count(free.tokens),
            "limit_operations": count(limits.operations), "spent_operations": count(status.spent.operations),
            "reserved_operations": count(status.reserved.operations), "remaining_operations": count(free.operations),
            "share": status.share.flatMap { JSONNumber(text: "\(($0 * 10_000).rounded() / 10_000)") }
                .map { .number($0) } ?? .null,
            "exhausted": .bool(status.isExhausted),
            "window_start": window.isForever ? .null : JSONValue(Int(window.start.microseconds / 1_000_000)),
            "window_end": window.isForever ? .null : JSONValue(Int(window.end.microseconds / 1_000_000)),
            "time_zone": timeZone.map { .string($0) } ?? .null,
        ]
    }

    /// The budgets as a table with bars.
    static func table(_ budgets: [BudgetListing], output: TerminalOutput) -> String {
        var table = Table([
            .init("scope"), .number("limit"), .number("spent"), .number("held"), .number("left"), .init("used"),
            .init("when it is used up"),
        ])
        for budget in budgets {
            for (number, row) in budget.rows.enumerated() {
                table.add(
                    [number == 0 ? budget.status.scope.description : ""] + row + [
                        number == 0 ? budget.policy.rawValue : ""
                    ])
            }
        }
        return table.rendered(width: output.columns, palette: output.palette)
    }

    /// A row for each unit that is limited; one for the money when nothing is.
    private var rows: [[String]] {
        let (limits, spent, held, free) = (status.limits, status.spent, status.reserved, status.free)
        var rows: [[String]] = []
        if limits.usd != nil || limits.isUnlimited {
            rows.append([
                limits.usd?.formatted ?? "none", spent.usd.formatted, held.usd.formatted, free.usd?.formatted ?? "",
                bar(limits.usd.map { Double(spent.usd.picodollars) / Double(max(1, $0.picodollars)) }),
            ])
        }
        func add(_ limit: Int?, _ spent: Int, _ held: Int, _ free: Int?, _ unit: String) {
            guard let limit, let free else { return }
            rows.append([
                "\(limit) \(unit)", "\(spent)", "\(held)", "\(free)", bar(Double(spent) / Double(max(1, limit))),
            ])
        }
        add(limits.tokens, spent.tokens, held.tokens, free.tokens, "tokens")
        add(limits.operations, spent.operations, held.operations, free.operations, "requests")
        return rows
    }

    private func bar(_ share: Double?) -> String {
        guard let share else { return "" }
        let filled = min(10, max(0, Int((share * 10).rounded())))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: 10 - filled)
            + " \(Int((min(share, 99) * 100).rounded())) %"
    }
}
