import AgentRuntime
import ExactJSON
import LanguageModels
import Money

/// One ledger entry as a row of an export.
struct CostExportRow {
    private let attempt: AttemptRecord

    init(_ attempt: AttemptRecord) { self.attempt = attempt }

    static let columns = [
        "id", "started_at", "settled_at", "conversation", "turn", "slot", "purpose", "tool", "model", "served_model",
        "tier", "task_type", "api_key", "decision", "outcome", "input_tokens", "cached_tokens", "output_tokens",
        "reasoning_tokens", "cost_usd", "cost_state", "saved_usd", "latency_ms", "error",
    ]

    private var fields: [(name: String, value: JSONValue)] {
        let (start, end) = (attempt.start, attempt.settlement)
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        func number(_ value: Int?) -> JSONValue { value.map { JSONValue($0) } ?? .null }
        return [
            ("id", text(start.id.text)), ("started_at", text(start.startedAt.rfc3339)),
            ("settled_at", text(end?.settledAt.rfc3339)), ("conversation", text(start.conversation.text)),
            ("turn", text(start.turn.text)), ("slot", text(start.slot.rawValue)),
            ("purpose", text(start.purpose.rawValue)), ("tool", text(start.tool)),
            ("model", text(start.model.description)), ("served_model", text(end?.servedModel)),
            ("tier", text(start.tier)), ("task_type", text(start.task)), ("api_key", text(start.key)),
            ("decision", text(start.decision?.text)), ("outcome", text(end?.outcome.rawValue ?? "in_flight")),
            ("input_tokens", number(end?.usage.promptTokens)), ("cached_tokens", number(end?.usage.cacheRead)),
            ("output_tokens", number(end?.usage.completionTokens)),
            ("reasoning_tokens", number(end?.usage.reasoning)), ("cost_usd", text(end?.cost?.description)),
            ("cost_state", text(end?.costState.rawValue)), ("saved_usd", text(end?.savings?.total.description)),
            ("latency_ms", number(end.map { Int($0.latencyMicroseconds / 1000) })), ("error", text(end?.errorCode)),
        ]
    }

    var json: JSONValue { .object(JSONObject(fields.map { ($0.name, $0.value) })) }

    var values: [String] { fields.map { $0.value.isNull ? "" : $0.value.stringValue ?? $0.value.text } }

    /// The columns of FOCUS 1.0 (FinOps Open Cost and Usage Specification) that a ledger entry can fill.
    static let focusColumns = [
        "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "BillingPeriodStart",
        "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory", "ChargeFrequency",
        "ChargeDescription", "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit", "ProviderName",
        "PublisherName", "ServiceCategory", "ServiceName", "ResourceId", "ResourceName", "Tags",
    ]

    var focusValues: [String] {
        let (start, end) = (attempt.start, attempt.settlement)
        let cost = (end?.cost ?? .zero).description
        let month = TimeZoneRules.utc.period(.month, at: start.startedAt)
        let tokens = "\(end?.usage.totalTokens ?? 0)"
        var tags = JSONObject([("slot", .string(start.slot.rawValue)), ("purpose", .string(start.purpose.rawValue))])
        tags["conversation"] = .string(start.conversation.text)
        if let tier = start.tier { tags["tier"] = .string(tier) }
        if let key = start.key { tags["api_key"] = .string(key) }
        return [
            cost, cost, cost, cost, "USD", month.start.rfc3339, month.end.rfc3339, start.startedAt.rfc3339,
            (end?.settledAt ?? start.startedAt).rfc3339, "Usage", "Usage-Based",
            "\(start.model) \(start.slot.rawValue)",
            tokens, "Tokens", tokens, "Tokens", start.model.provider, start.model.provider,
            "AI and Machine Learning", start.model.name, start.id.text, start.model.description,
            JSONValue.object(tags).text,
        ]
    }

    /// A line of CSV (RFC 4180). What a spreadsheet would take for a formula is made plain text.
    static func csv(_ values: [String]) -> [UInt8] {
        let line = values.map { value -> String in
            let isFormula = value.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
            let isNumber = Double(value) != nil
            let text = isFormula && !isNumber ? "'" + value : value
            guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
            return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        }.joined(separator: ",")
        return Array((line + "\r\n").utf8)
    }
}

extension Timestamp {
    /// The instant as RFC 3339 in UTC, to the microsecond.
    var rfc3339: String {
        let date = TimeZoneRules.utc.date(at: self)
        let rest = microseconds - TimeZoneRules.utc.start(of: date).microseconds
        func padded(_ value: Int64, _ width: Int = 2) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let second = rest / 1_000_000
        return "\(padded(Int64(date.year), 4))-\(padded(Int64(date.month)))-\(padded(Int64(date.day)))T"
            + "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60)).\(padded(rest % 1_000_000, 6))Z"
    }
}
