import AgentRuntime

/// A range of days and a page in it, as LiteLLM's endpoints ask for them.
struct DayRange {
    private(set) var start: Timestamp
    /// The end, exclusive.
    private(set) var end: Timestamp
    private(set) var page = 1
    private(set) var pageSize = 50

    /// - Throws: `APIError` that names the parameter.
    init(_ fields: QueryFields, now: Timestamp) throws(APIError) {
        func day(_ name: String) throws(APIError) -> CivilDate? {
            guard let text = fields[name] else { return nil }
            let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
                let day = Int(parts[2]), (1970...9998).contains(year), (1...12).contains(month), (1...31).contains(day)
            else { throw APIError.invalid(name, "`\(name)` must be a day, e.g. 2026-11-21.") }
            let date = CivilDate(year: year, month: month, day: day)
            // The 30th of February is the 2nd of March to the calendar, and a slip to whoever wrote it.
            guard TimeZoneRules.utc.date(at: TimeZoneRules.utc.start(of: date)) == date else {
                throw APIError.invalid(name, "`\(name)` is a day that does not exist.")
            }
            return date
        }
        start = try day("start_date").map { TimeZoneRules.utc.start(of: $0) } ?? now + .seconds(-30 * 86_400)
        end = try day("end_date").map { TimeZoneRules.utc.start(of: $0) + .seconds(86_400) } ?? now + .seconds(1)
        guard start < end else { throw APIError.invalid("end_date", "`end_date` must not be before `start_date`.") }
        page = try fields.number("page", 1...1_000_000) ?? 1
        pageSize = try fields.number("page_size", 1...1000) ?? 50
    }
}
