public import ExactJSON
import LanguageModels
import Money

extension ModelMetrics.Line {
    /// The object of `farthing route metrics --json`.
    public var json: JSONValue {
        func share(_ value: Double) -> JSONValue {
            // Four decimals: a share needs no more, and the text is the same everywhere.
            let digits = String(Int((value * 10_000).rounded()))
            let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
            return JSONNumber(text: "\(padded.dropLast(4)).\(padded.suffix(4))").map { .number($0) } ?? .null
        }
        return [
            "model": .string(model.description), "tier": tier.map { .string($0) } ?? .null,
            "attempts": JSONValue(attempts), "succeeded": JSONValue(succeeded), "success_rate": share(successRate),
            "retry_rate": share(retryRate),
            "errors": .object(JSONObject(errors.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) })),
            "latency_ms": latency.json, "first_token_ms": firstToken.json,
            "verdicts": JSONValue(verdicts), "quality": quality.map(share) ?? .null,
            "cost_usd": .string(cost.description),
            "cost_per_success_usd": costPerSuccess.map { .string($0.description) } ?? .null,
            "drift": .array(drift.map { .string($0) }),
        ]
    }
}

extension Percentiles? {
    /// `{"p50","p95","p99"}` in milliseconds; null without values.
    package var json: JSONValue {
        guard let self else { return .null }
        return [
            "p50": JSONValue(Int(self.p50 / 1_000)), "p95": JSONValue(Int(self.p95 / 1_000)),
            "p99": JSONValue(Int(self.p99 / 1_000)),
        ]
    }
}
