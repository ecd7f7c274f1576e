import AgentRuntime
import Money
import Terminal

/// A report about costs as a table for people.
struct CostTable {
    /// Rows that are shown of one list; the rest is one row.
    private static let mostRows = 40
    private static let barLength = 20

    private let report: CostReport
    private let forecast: CostForecast?
    private let tasks: TaskCount?

    init(_ report: CostReport, forecast: CostForecast?, tasks: TaskCount? = nil) {
        self.report = report
        self.forecast = forecast
        self.tasks = tasks
    }

    func rendered(width: Int?, palette: Palette, drawsBars: Bool) -> String {
        guard report.sums.entries > 0 else { return "Nothing was spent in that time.\n" }
        let query = report.query
        var heads = query.groupBy.map { Table.Column($0.rawValue) }
        if query.period != nil { heads.insert(Table.Column("from"), at: 0) }
        var table = Table(
            heads + [
                .number("calls"), .number("in"), .number("cached"), .number("out"), .number("cost"), .number("saved"),
            ] + (drawsBars ? [Table.Column("share")] : []))
        let rows = lines(limit: drawsBars ? Self.mostRows : .max)
        let largest = rows.map(\.sums.cost).max() ?? .zero
        for row in rows { table.add(row.labels + cells(row.sums, largest: drawsBars ? largest : nil)) }
        table.add(
            ["total"] + Array(repeating: "", count: heads.count - 1) + cells(report.sums, largest: nil))
        return table.rendered(width: width, palette: palette) + notes(palette)
    }

    private struct Line {
        var labels: [String]
        var sums: CostSums
    }

    private func lines(limit: Int) -> [Line] {
        let query = report.query
        var lines = report.buckets.flatMap { bucket -> [Line] in
            guard query.period != nil else {
                return bucket.rows.map { Line(labels: $0.values.map { $0 ?? "–" }, sums: $0.sums) }
            }
            let start = label(of: bucket)
            guard !bucket.rows.isEmpty else {
                return [Line(labels: [start] + query.groupBy.map { _ in "" }, sums: CostSums())]
            }
            return bucket.rows.map { Line(labels: [start] + $0.values.map { $0 ?? "–" }, sums: $0.sums) }
        }
        guard query.period == nil, lines.count > limit else { return lines }
        let rest = lines[limit...].reduce(CostSums()) { $0 + $1.sums }
        lines.removeSubrange(limit...)
        lines.append(
            Line(labels: ["(others)"] + query.groupBy.dropFirst().map { _ in "" }, sums: rest))
        return lines
    }

    private func label(of bucket: CostReport.Bucket) -> String {
        guard let start = bucket.start else { return "" }
        let text = start.text(in: report.query.timeZone)
        switch report.query.period {
        case .month: return String(text.prefix(7))
        case .day: return String(text.prefix(10))
        default: return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
        }
    }

    private func cells(_ sums: CostSums, largest: Money?) -> [String] {
        let cost = sums.unpriced > 0 ? "\(sums.cost.formatted) + ?" : sums.cost.formatted
        var cells = [
            sums.entries.grouped, sums.usage.promptTokens.grouped, sums.usage.cacheRead.grouped,
            sums.usage.completionTokens.grouped, sums.estimated > 0 ? "≈\(cost)" : cost,
            sums.withBaseline == 0 ? "" : sums.savings.total.formatted,
        ]
        if let largest, largest > .zero {
            let share = Double(sums.cost.picodollars) / Double(largest.picodollars)
            cells.append(String(repeating: "█", count: Int((share * Double(Self.barLength)).rounded())))
        }
        return cells
    }

    /// What the table does not say: unknown prices, where the savings come from, where the month goes.
    private func notes(_ palette: Palette) -> String {
        var notes: [String] = []
        let sums = report.sums
        if sums.unpriced > 0 {
            notes.append(
                "\(sums.unpriced.grouped) of \(sums.entries.grouped) calls have no known price: the cost is a lower bound."
            )
        }
        if report.query.groupBy.contains(.tag) {
            notes.append("A call with several tags stands under each of them.")
        }
        if sums.withBaseline > 0, !sums.savings.total.isZero {
            let parts = sums.savings.parts.filter { !$0.amount.isZero }.map { "\($0.name) \($0.amount.formatted)" }
            notes.append(
                "Saved \(sums.savings.total.formatted) of \(sums.baseline.formatted): \(parts.joined(separator: ", "))."
            )
        }
        if let tasks, let cost = tasks.costPerSuccess(of: sums.cost) {
            let others = tasks.others > 0 ? ", \(tasks.others.grouped) other\(tasks.others == 1 ? "" : "s") not" : ""
            let plural = tasks.completed == 1 ? "task" : "tasks"
            notes.append("\(tasks.completed.grouped) \(plural) answered\(others): \(cost.formatted) a success.")
        }
        if let forecast, let perDay = forecast.perDay, let atEnd = forecast.atEnd {
            var note =
                "This month \(forecast.spent.formatted); at \(perDay.formatted) a day it ends at \(atEnd.formatted)"
            if let trend = forecast.trend {
                let percent = Int((trend * 100).rounded())
                note += " (\(percent < 0 ? "" : "+")\(percent) % against the week before)"
            }
            if let end = forecast.runsOutAt {
                note += "; its budget is used up on \(end.text(in: report.query.timeZone).prefix(10))"
            }
            notes.append(note + ".")
        }
        return notes.map { palette.apply(.dim, to: $0) + "\n" }.joined()
    }
}
