import ExactJSON
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

    /// The report of `query(since:until:timeZone:)`.
    package static func csv(_ report: CostReport) -> String {
        var text = CSVText.line(columns)
        for bucket in report.buckets {
            for row in bucket.rows where row.values.count == 4 {
                text += line(row, bucket, report.query.timeZone)
            }
        }
        return text
    }

    private static func line(_ row: CostReport.Row, _ bucket: CostReport.Bucket, _ zone: TimeZoneRules) -> String {
        let sums = row.sums
        let (provider, model) = (row.values[0] ?? "", row.values[1] ?? "")
        let (slot, key) = (row.values[2] ?? "", row.values[3] ?? "")
        let cost = amount(sums.cost)
        let month = bucket.start.map { zone.period(.month, at: $0) }
        let tokens = String(sums.usage.totalTokens)
        let tags: JSONValue = ["slot": .string(slot)]
        return CSVText.line([
            cost, cost, cost, cost, "USD", month?.start.text(in: .utc) ?? "", month?.end.text(in: .utc) ?? "",
            bucket.start?.text(in: .utc) ?? "", bucket.end?.text(in: .utc) ?? "", "Usage", "",
            "\(slot) calls of \(model)", "Usage-Based", tokens, "Tokens", tokens, "Tokens", provider, provider,
            provider,
            "AI and Machine Learning", "Model inference", model, model, "Model", key, tags.text, String(sums.entries),
            String(sums.unpriced), String(sums.estimated), String(sums.usage.promptTokens),
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
