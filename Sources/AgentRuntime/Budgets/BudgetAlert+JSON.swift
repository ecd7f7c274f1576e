package import ExactJSON
import Money

extension BudgetAlert {
    /// What programs are told of the alert, by webhooks and by the server: amounts as exact decimal text, times in seconds
    /// since 1970.
    ///
    /// - Parameter name: a name that no other alert has.
    package func json(name: String) -> JSONValue {
        let window = account.window
        func seconds(_ time: Timestamp) -> JSONValue { JSONValue(Int(time.microseconds / 1_000_000)) }
        return [
            "id": .string(name), "type": .string(isExhaustion ? "budget_exhausted" : "budget_threshold"),
            "created": seconds(at), "scope": .string(scope.description),
            "threshold": JSONNumber(Double(threshold) / 1000).map { .number($0) } ?? .null,
            "unit": .string(unit.rawValue), "message": .string(message),
            "spent_usd": .string(spent.usd.description), "spent_tokens": JSONValue(spent.tokens),
            "spent_operations": JSONValue(spent.operations),
            "limit_usd": limits.usd.map { .string($0.description) } ?? .null,
            "limit_tokens": limits.tokens.map { JSONValue($0) } ?? .null,
            "limit_operations": limits.operations.map { JSONValue($0) } ?? .null,
            "window_start": window.isForever ? .null : seconds(window.start),
            "window_end": window.isForever ? .null : seconds(window.end),
        ]
    }
}
