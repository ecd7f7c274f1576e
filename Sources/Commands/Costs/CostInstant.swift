import AgentRuntime

/// An instant as `--since` and `--until` take it: a length of time before now, or a date.
struct CostInstant {
    let time: Timestamp

    init(_ text: String, now: Timestamp, in zone: TimeZoneRules) throws(CostQueryError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        if parts.count == 3, parts.map(\.count) == [4, 2, 2] {
            let numbers = parts.compactMap { part in part.allSatisfy(\.isASCII) ? Int(part) : nil }
            if numbers.count == 3 {
                let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
                if (1...12).contains(date.month), CivilDate(daysSince1970: date.daysSince1970) == date {
                    time = zone.start(of: date)
                    return
                }
            }
            throw CostQueryError(.malformedDuration, "there is no day \(text)")
        }
        do { time = try CostSpan(parsing: text).start(before: now, in: zone) } catch {
            throw CostQueryError(error.code, error.message + ", or a date such as 2026-11-01")
        }
    }
}
