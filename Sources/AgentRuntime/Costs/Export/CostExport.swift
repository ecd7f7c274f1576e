package import ExactJSON
import Money

/// A report about costs as programs read it.
package enum CostExport {
    /// The object of a whole report: `{"since","until","time_zone","by","period","total","rows"|"periods"}`.
    ///
    /// - Parameter tasks: how many tasks ended, where they were counted: `"tasks": {"completed","others",
    ///   "cost_per_success_usd"}`.
    package static func json(_ report: CostReport, tasks: TaskCount? = nil) -> JSONValue {
        let query = report.query
        var object = JSONObject([
            ("since", time(query.since, query.timeZone)), ("until", time(query.until, query.timeZone)),
            ("time_zone", .string(query.timeZone.name)),
            ("by", .array(query.groupBy.map { .string($0.rawValue) })),
            ("period", query.period.map { .string($0.rawValue) } ?? .null),
            ("total", .object(JSONObject(members(report.sums)))),
        ])
        if let tasks {
            object["tasks"] = [
                "completed": JSONValue(tasks.completed), "others": JSONValue(tasks.others),
                "cost_per_success_usd": tasks.costPerSuccess(of: report.sums.cost).map { .string($0.description) }
                    ?? .null,
            ]
        }
        if query.period == nil {
            object["rows"] = .array(report.total.rows.map { row($0, query) })
        } else {
            object["periods"] = .array(
                report.buckets.map { bucket in
                    .object(
                        JSONObject([
                            ("start", time(bucket.start, query.timeZone)), ("end", time(bucket.end, query.timeZone)),
                            ("rows", .array(bucket.rows.map { row($0, query) })),
                        ]))
                })
        }
        return .object(object)
    }

    /// One object a line: a row with its period.
    package static func jsonLines(_ report: CostReport) -> String {
        report.buckets.flatMap { bucket in
            bucket.rows.map { item in
                let times = [
                    ("start", time(bucket.start, report.query.timeZone)),
                    ("end", time(bucket.end, report.query.timeZone)),
                ]
                return JSONValue.object(JSONObject(times + labels(item, report.query) + members(item.sums))).text + "\n"
            }
        }.joined()
    }

    /// Comma-separated values (RFC 4180), one row for each value in each period.
    package static func csv(_ report: CostReport) -> String {
        let query = report.query
        let heads = ["start", "end"] + query.groupBy.map(\.rawValue) + members(CostSums()).map(\.0)
        var text = CSVText.line(heads)
        for bucket in report.buckets {
            for item in bucket.rows {
                text += CSVText.line(
                    [bucket.start, bucket.end].map { $0?.text(in: query.timeZone) ?? "" }
                        + item.values.map { $0 ?? "" } + members(item.sums).map { $0.1.plainText })
            }
        }
        return text
    }

    private static func row(_ row: CostReport.Row, _ query: CostQuery) -> JSONValue {
        .object(JSONObject(labels(row, query) + members(row.sums)))
    }

    private static func labels(_ row: CostReport.Row, _ query: CostQuery) -> [(String, JSONValue)] {
        zip(query.groupBy, row.values).map { ($0.rawValue, $1.map { .string($0) } ?? .null) }
    }

    /// The members of sums: amounts as exact decimal text, an unknown cost counted and never zero.
    package static func members(_ sums: CostSums) -> [(String, JSONValue)] {
        [
            ("cost_usd", .string(sums.cost.description)), ("complete", .bool(sums.isComplete)),
            ("entries", JSONValue(sums.entries)), ("succeeded", JSONValue(sums.succeeded)),
            ("failed", JSONValue(sums.failed)), ("cancelled", JSONValue(sums.cancelled)),
            ("lost", JSONValue(sums.lost)), ("cached", JSONValue(sums.cached)), ("retries", JSONValue(sums.retries)),
            ("unpriced", JSONValue(sums.unpriced)), ("estimated", JSONValue(sums.estimated)),
            ("input_tokens", JSONValue(sums.usage.promptTokens)), ("cached_tokens", JSONValue(sums.usage.cacheRead)),
            ("cache_write_tokens", JSONValue(sums.usage.cacheWrite)),
            ("output_tokens", JSONValue(sums.usage.completionTokens)),
            ("reasoning_tokens", JSONValue(sums.usage.reasoning)),
            ("baseline_usd", sums.withBaseline == 0 ? .null : .string(sums.baseline.description)),
            ("saved_usd", sums.withBaseline == 0 ? .null : .string(sums.savings.total.description)),
        ] + sums.savings.parts.map { ("saved_\($0.name)_usd", .string($0.amount.description)) } + [
            ("cost_per_success_usd", sums.costPerSuccess.map { .string($0.description) } ?? .null)
        ]
    }

    private static func time(_ time: Timestamp?, _ zone: TimeZoneRules) -> JSONValue {
        time.map { .string($0.text(in: zone)) } ?? .null
    }
}

extension JSONValue {
    /// The value without quotes, for a cell.
    var plainText: String {
        switch self {
        case .string(let text): text
        case .null: ""
        default: text
        }
    }
}
