import AgentRuntime
import ExactJSON
import HTTPTypes

/// The question of a costs or usage request: OpenAI's parameters, and ours.
struct CostRequest {
    /// What a client may group by, and what we count by.
    static let groups: [(name: String, dimension: CostDimension)] = [
        ("model", .model), ("provider", .provider), ("slot", .slot), ("tier", .tier), ("tool", .tool),
        ("task_type", .task), ("conversation_id", .conversation), ("project_id", .tag), ("api_key_id", .key),
        ("line_item", .model), ("purpose", .purpose), ("extension", .extension),
    ]
    /// Groups of OpenAI's that nothing here differs by.
    private static let empty: Set = ["user_id", "batch", "service_tier"]

    /// The question for one page.
    private(set) var query: CostQuery
    /// The names asked for, in order.
    private(set) var names: [String]
    /// The most periods of the page.
    private(set) var limit: Int
    /// The end of the whole range.
    private(set) var end: Timestamp

    /// - Throws: `APIError` that names the parameter.
    init(_ fields: QueryFields, caller: Caller, now: Timestamp, most: (CostPeriod) -> (usual: Int, most: Int)) throws {
        let widthText = fields["bucket_width"] ?? "1d"
        guard let width = CostPeriod(rawValue: widthText) else {
            throw APIError.invalid("bucket_width", "`bucket_width` must be 1m, 1h, 1d or 1mo.")
        }
        let (usual, most) = most(width)
        limit = usual
        if let text = fields["limit"] {
            guard let number = Int(text), (1...most).contains(number) else {
                throw APIError.invalid("limit", "`limit` must be from 1 to \(most) for a bucket_width of \(widthText).")
            }
            limit = number
        }
        let week = now + .seconds(-7 * 86_400)
        let first = try fields.time("start_time") ?? week
        // Up to now, the running microsecond included.
        end = try fields.time("end_time") ?? now + .seconds(1)
        guard first < end else { throw APIError.invalid("end_time", "`end_time` must be after `start_time`.") }
        var start = first
        if let page = fields["page"], !page.isEmpty {
            guard page.hasPrefix("page_"), let given = QueryFields.time(page.dropFirst(5)), given >= first else {
                throw APIError.invalid("page", "`page` is not one that a previous answer gave.")
            }
            start = given
        }
        names = fields.list("group_by").flatMap { $0.split(separator: ",").map(String.init) }
        var dimensions: [CostDimension] = []
        for name in names where !Self.empty.contains(name) {
            guard let group = Self.groups.first(where: { $0.name == name }) else {
                throw APIError.invalid(
                    "group_by",
                    "Costs cannot be grouped by `\(name.prefix(60))`: use "
                        + Self.groups.map(\.name).joined(separator: ", ") + ".")
            }
            if !dimensions.contains(group.dimension) { dimensions.append(group.dimension) }
        }
        let longest: Int64 = [.minute: 60, .hour: 3600, .day: 90_000, .month: 2_764_800][width] ?? 60
        let pageEnd = Timestamp(microseconds: start.microseconds + (Int64(limit) + 1) * longest * 1_000_000)
        query = CostQuery(since: start, until: min(end, pageEnd), groupBy: dimensions, period: width)
        if let zone = fields["time_zone"] { query.timeZone = try TimeZoneRules(named: zone) }
        for (parameter, dimension) in [
            ("project_ids", CostDimension.tag), ("api_key_ids", .key), ("models", .model), ("providers", .provider),
            ("conversation_ids", .conversation), ("tiers", .tier),
        ] {
            let values = fields.list(parameter)
            if !values.isEmpty { query.only[dimension] = Set(values) }
        }
        caller.narrow(&query)
    }

    /// The value of a group in a row; nil where the question is not grouped by it.
    func value(of name: String, in row: CostReport.Row) -> JSONValue {
        guard names.contains(name), let dimension = Self.groups.first(where: { $0.name == name })?.dimension,
            let place = query.groupBy.firstIndex(of: dimension)
        else { return .null }
        return row.values[place].map { .string($0) } ?? .null
    }
}

extension Caller {
    /// Narrows a question to what the caller may see.
    func narrow(_ query: inout CostQuery) {
        if role != .admin { query.only[.key] = [key] }
    }
}
