import AgentRuntime
import LanguageModels
import Money

/// The sums of a report as columns of a roll-up.
enum CostColumns {
    /// A column, and what sums it up over settled attempts `a`.
    private static let columns: [(name: String, sum: String)] =
        [
            ("entries", "count(*)"), ("succeeded", "sum(a.outcome = 0)"), ("cancelled", "sum(a.outcome = 2)"),
            ("lost", "sum(a.outcome = 3)"), ("cached", "sum(a.outcome = 4)"), ("retries", "sum(a.number > 0)"),
            ("cost", "coalesce(sum(a.cost), 0)"), ("unpriced", "sum(a.cost IS NULL)"),
            ("estimated", "sum(a.cost_state = 2)"),
        ] + UsageColumns.names.map { ($0, "sum(a.\($0))") }
        + savings.map { ($0, "coalesce(sum(a.\($0)), 0)") } + [
            ("with_baseline", "count(a.saved_cache)"),
            ("cost_with_baseline", "coalesce(sum(CASE WHEN a.saved_cache IS NOT NULL THEN a.cost END), 0)"),
            ("latency", "sum(a.latency)"), ("first_token", "coalesce(sum(a.first_token), 0)"),
            ("first_tokens", "count(a.first_token)"),
        ]

    /// The parts of what was saved, in the order in which statements name them.
    static let savings = ["saved_cache", "saved_routing", "saved_compression", "saved_prompt_cache", "saved_batch"]

    static let names = columns.map(\.name)
    static let count = Int32(columns.count)

    /// Sums over attempts `a`, in order.
    static let sumsOfAttempts = columns.map(\.sum).joined(separator: ", ")
    /// Sums over rows `r` of a roll-up, in order.
    static let sumsOfRollups = names.map { "sum(r.\($0))" }.joined(separator: ", ")

    /// The columns from `first` on.
    static func read(_ row: PreparedStatement, from first: Int32) -> CostSums {
        var sums = CostSums()
        sums.entries = row.int(first)
        sums.succeeded = row.int(first + 1)
        sums.cancelled = row.int(first + 2)
        sums.lost = row.int(first + 3)
        sums.cached = row.int(first + 4)
        sums.retries = row.int(first + 5)
        sums.cost = row.money(first + 6)
        sums.unpriced = row.int(first + 7)
        sums.estimated = row.int(first + 8)
        sums.usage = UsageColumns.read(row, from: first + 9)
        let rest = first + 9 + UsageColumns.count
        sums.savings = readSavings(row, from: rest)
        sums.withBaseline = row.int(rest + 5)
        sums.costWithBaseline = row.money(rest + 6)
        sums.latencyMicroseconds = row.int64(rest + 7)
        sums.firstTokenMicroseconds = row.int64(rest + 8)
        sums.firstTokens = row.int(rest + 9)
        return sums
    }

    /// Binds the columns from parameter `first` on.
    static func bind(_ sums: CostSums, to statement: PreparedStatement, from first: Int32) {
        var index = first
        func bind(_ value: Int64) {
            statement.bind(index, value)
            index += 1
        }
        for value in [
            sums.entries, sums.succeeded, sums.cancelled, sums.lost, sums.cached, sums.retries,
            Int(sums.cost.picodollars), sums.unpriced, sums.estimated,
        ] { bind(Int64(value)) }
        for value in UsageColumns.values(sums.usage) { bind(Int64(value)) }
        for part in sums.savings.parts { bind(part.amount.picodollars) }
        bind(Int64(sums.withBaseline))
        bind(sums.costWithBaseline.picodollars)
        bind(sums.latencyMicroseconds)
        bind(sums.firstTokenMicroseconds)
        bind(Int64(sums.firstTokens))
    }

    /// Adds sums to a row of a roll-up, making it when it is not there.
    static func upsert(into table: String, key: [String]) -> String {
        let parameters = (1...(key.count + names.count)).map { "?\($0)" }.joined(separator: ", ")
        let additions = names.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO \(table) (\((key + names).joined(separator: ", "))) VALUES (\(parameters))
            ON CONFLICT DO UPDATE SET \(additions)
            """
    }

    /// What was saved as it is bound: five amounts, or five nulls.
    static func parts(_ saved: Savings?) -> [Int64?] {
        guard let saved else { return savings.map { _ in nil } }
        return saved.parts.map(\.amount.picodollars)
    }

    /// The parts of what was saved, from column `first` on.
    static func readSavings(_ row: PreparedStatement, from first: Int32) -> Savings {
        Savings(
            cache: row.money(first), routing: row.money(first + 1), compression: row.money(first + 2),
            promptCache: row.money(first + 3), batch: row.money(first + 4))
    }
}

extension PreparedStatement {
    func money(_ column: Int32) -> Money { Money(picodollars: int64(column)) }
}
