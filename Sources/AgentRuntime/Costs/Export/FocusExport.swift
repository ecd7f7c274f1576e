import ExactJSON
import LanguageModels
package import Money

/// A report as the FinOps Open Cost and Usage Specification (FOCUS 1.2) has it, so that finance tools read it.
///
/// A row is what one key spent at one model in one slot in one period. Amounts carry 12 decimals: a call may cost less
/// than a millionth of a dollar. `BilledCost`, `EffectiveCost` and `ContractedCost` are what was charged; `ListCost`
/// too, since prices are list prices. What the specification has no column for stands in columns that begin with `x_`.
package enum FocusExport {
    /// The question whose answer `csv` takes: by provider, model, slot and key, day by day.
    package static func query(since: Timestamp?, until: Timestamp?, timeZone: TimeZoneRules) -> CostQuery {
        CostQuery(
            since: since, until: until, groupBy: [.provider, .model, .slot, .key], period: .day, timeZone: timeZone)
    }

    private static let columns = [
        "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "BillingPeriodStart",
        "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory", "ChargeClass",
        "ChargeDescription", "ChargeFrequency", "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit",
        "ProviderName", "PublisherName", "InvoiceIssuerName", "ServiceCategory", "ServiceName", "ResourceId",
        "ResourceName", "ResourceType", "SubAccountId", "Tags", "x_Entries", "x_UnpricedEntries", "x_EstimatedEntries",
        "x_InputTokens", "x_CachedInputTokens", "x_OutputTokens", "x_BaselineCost", "x_SavedCost",
    ]

    /// The names of the columns, with the line's end.
    package static let header = CSVText.line(columns)

    /// The report of `query(since:until:timeZone:)`.
    package static func csv(_ report: CostReport) -> String {
        var text = header
        for bucket in report.buckets {
            for row in bucket.rows where row.values.count == 4 {
                text += line(Charge(row, bucket), report.query.timeZone)
            }
        }
        return text
    }

    /// One ledger entry as a row of its own, with its end.
    package static func line(_ entry: AttemptRecord) -> String { line(Charge(entry), .utc) }

    /// What a row tells of.
    private struct Charge {
        var sums: CostSums
        var start: Timestamp?
        var end: Timestamp?
        var provider: String
        var model: String
        var slot: String
        var key: String
        var resource: String
        var tags: JSONObject

        init(_ row: CostReport.Row, _ bucket: CostReport.Bucket) {
            sums = row.sums
            (start, end) = (bucket.start, bucket.end)
            (provider, model) = (row.values[0] ?? "", row.values[1] ?? "")
            (slot, key) = (row.values[2] ?? "", row.values[3] ?? "")
            resource = model
            tags = JSONObject([("slot", .string(slot))])
        }

        init(_ entry: AttemptRecord) {
            let begun = entry.start
            sums = CostSums()
            if let end = entry.settlement { sums.add(begun, end) }
            (start, end) = (begun.startedAt, entry.settlement?.settledAt ?? begun.startedAt)
            (provider, model) = (begun.model.provider, begun.model.description)
            (slot, key) = (begun.slot.rawValue, begun.key ?? "")
            resource = begun.id.text
            tags = JSONObject([
                ("slot", .string(slot)), ("purpose", .string(begun.purpose.rawValue)),
                ("conversation", .string(begun.conversation.text)),
            ])
            if let tier = begun.tier { tags["tier"] = .string(tier) }
        }
    }

    private static func line(_ charge: Charge, _ zone: TimeZoneRules) -> String {
        let sums = charge.sums
        let cost = amount(sums.cost)
        let month = charge.start.map { zone.period(.month, at: $0) }
        let tokens = String(sums.usage.totalTokens)
        return CSVText.line([
            cost, cost, cost, cost, "USD", month?.start.text(in: .utc) ?? "", month?.end.text(in: .utc) ?? "",
            charge.start?.text(in: .utc) ?? "", charge.end?.text(in: .utc) ?? "", "Usage", "",
            "\(charge.slot) calls of \(charge.model)", "Usage-Based", tokens, "Tokens", tokens, "Tokens",
            charge.provider, charge.provider, charge.provider, "AI and Machine Learning", "Model inference",
            charge.resource, charge.model, "Model", charge.key, JSONValue.object(charge.tags).text,
            String(sums.entries), String(sums.unpriced), String(sums.estimated), String(sums.usage.promptTokens),
            String(sums.usage.cacheRead), String(sums.usage.completionTokens),
            sums.withBaseline == 0 ? "" : amount(sums.baseline),
            sums.withBaseline == 0 ? "" : amount(sums.savings.total),
        ])
    }

    /// The amount with all 12 decimals.
    package static func amount(_ money: Money) -> String {
        let digits = String(money.picodollars.magnitude)
        let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
        return (money.isNegative ? "-" : "") + padded.dropLast(12) + "." + padded.suffix(12)
    }
}
