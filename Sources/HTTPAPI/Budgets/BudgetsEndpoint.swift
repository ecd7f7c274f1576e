import AgentRuntime
import ExactJSON
import Money

/// `GET /v1/budgets`, `GET|PUT|DELETE /v1/budgets/SCOPE`.
struct BudgetsEndpoint: Sendable {
    let api: API

    func list(_ exchange: Exchange) async throws -> Reply? {
        let budgets = try await api.budgets.all(for: exchange.caller)
        return Reply(json: ["object": "list", "data": .array(budgets.map(\.json))])
    }

    func show(_ exchange: Exchange) async throws -> Reply? {
        let scope = try BudgetScope(parsing: exchange.arguments[0])
        return Reply(json: try await status(scope, for: exchange.caller).json)
    }

    func put(_ exchange: Exchange) async throws -> Reply? {
        let scope = try BudgetScope(parsing: exchange.arguments[0])
        let body = try await exchange.object()
        let known: Set = ["usd", "tokens", "operations", "add", "reason"]
        if let other = body.keys.first(where: { !known.contains($0) }) {
            throw APIError.invalid(
                other, "`\(other.prefix(60))` is not known: \(known.sorted().joined(separator: ", ")).")
        }
        let reason = body["reason"]?.stringValue
        let isRaise = body["add"] != nil
        if isRaise, body["add"]?.objectValue == nil || body["usd"] ?? body["tokens"] ?? body["operations"] != nil {
            throw APIError.invalid("add", "`add` must be an object of what is added, and no limit may stand beside it.")
        }
        let amounts = isRaise ? body["add"]?.objectValue ?? JSONObject() : body
        let limits = BudgetLimits(
            usd: try Self.money(amounts["usd"], "usd"), tokens: try Self.count(amounts["tokens"], "tokens"),
            operations: try Self.count(amounts["operations"], "operations"))
        guard !limits.isUnlimited else {
            throw APIError.invalid("usd", "Give a limit: `usd`, `tokens` or `operations`, or what to `add` of them.")
        }
        if isRaise, reason?.isEmpty ?? true {
            throw APIError.invalid("reason", "A raise needs a `reason`, which is recorded.")
        }
        let who = exchange.spender.who
        if isRaise { return Reply(json: try await raised(scope, by: limits, who: who, reason: reason).json) }
        try await api.budgets.store.record(
            BudgetChange(
                at: api.clock.now, account: api.budgets.claim(for: scope).account, action: .set, limits: limits,
                who: who, reason: reason))
        return Reply(json: try await api.budgets.status(of: scope).json)
    }

    func delete(_ exchange: Exchange) async throws -> Reply? {
        let scope = try BudgetScope(parsing: exchange.arguments[0])
        let status = try await api.budgets.status(of: scope)
        let isSet = try await api.budgets.store.budgetLimits()[scope] != nil
        guard isSet || status.raised != .zero else {
            guard !status.limits.isUnlimited else { throw Self.none(scope) }
            throw APIError.notFound(
                "No command has set or raised the \(scope) budget: its limit is one of the settings, and is removed "
                    + "there.", code: "no_budget")
        }
        try await api.budgets.store.record(
            BudgetChange(
                at: api.clock.now, account: status.account, action: .remove, limits: .unlimited,
                who: exchange.spender.who))
        return .empty
    }

    private func raised(
        _ scope: BudgetScope, by amount: BudgetLimits, who: String, reason: String?
    ) async throws -> BudgetStatus {
        do {
            return try await api.runtime.raiseBudget(scope, by: amount, who: who, reason: reason)
        } catch let error as BudgetError {
            throw APIError.invalid("add", error.message, code: error.code.rawValue)
        }
    }

    private func status(_ scope: BudgetScope, for caller: Caller) async throws -> BudgetStatus {
        guard let status = try await api.budgets.all(for: caller).first(where: { $0.scope == scope }) else {
            throw Self.none(scope)
        }
        return status
    }

    private static func none(_ scope: BudgetScope) -> APIError {
        APIError.notFound("There is no budget \(scope).", code: "no_budget")
    }

    private static func money(_ value: JSONValue?, _ name: String) throws(APIError) -> Money? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.stringValue ?? value.numberValue?.text, let money = Money(text), !money.isNegative else {
            throw APIError.invalid(name, "`\(name)` must be an amount of dollars, e.g. \"0.50\".")
        }
        return money
    }

    private static func count(_ value: JSONValue?, _ name: String) throws(APIError) -> Int? {
        guard let value, !value.isNull else { return nil }
        return try value.count(name, 0...(.max))
    }
}

extension BudgetStatus {
    /// The budget on the wire: amounts as decimal strings, nothing where nothing is limited.
    var json: JSONValue {
        func text(_ money: Money?) -> JSONValue { money.map { .string($0.description) } ?? .null }
        func number(_ count: Int?) -> JSONValue { count.map { JSONValue($0) } ?? .null }
        let window = account.window
        return [
            "object": "budget", "scope": .string(scope.description), "limit_usd": text(limits.usd),
            "limit_tokens": number(limits.tokens), "limit_operations": number(limits.operations),
            "raised_usd": text(raised.usd), "spent_usd": text(spent.usd), "spent_tokens": number(spent.tokens),
            "spent_operations": number(spent.operations), "reserved_usd": text(reserved.usd),
            "free_usd": text(free.usd), "share": share.flatMap { JSONNumber($0) }.map { .number($0) } ?? .null,
            "is_exhausted": .bool(isExhausted),
            "window_start": window.isForever ? .null : number(Int(window.start.microseconds / 1_000_000)),
            "window_end": window.isForever ? .null : number(Int(window.end.microseconds / 1_000_000)),
            "thresholds": .array(thresholds.map { JSONNumber(Double($0) / 1000).map { .number($0) } ?? .null }),
        ]
    }
}
