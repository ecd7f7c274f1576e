/// A length of time as people write it in commands and requests: `90m`, `24h`, `7d`, `2w`, `3mo`, `1y`.
public struct CostSpan: Sendable, Hashable {
    /// The units.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Minutes.
        case minutes = "m"
        /// Hours.
        case hours = "h"
        /// Days of 24 hours.
        case days = "d"
        /// Weeks of 7 days.
        case weeks = "w"
        /// Calendar months.
        case months = "mo"
        /// Calendar years.
        case years = "y"
    }

    /// How many.
    public var count: Int
    /// Of what.
    public var unit: Unit

    /// Reads a length of time; strict.
    ///
    /// - Throws: `CostQueryError.malformedDuration`.
    public init(parsing text: String) throws(CostQueryError) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...6).contains(digits.count), let count = Int(digits), count > 0,
            let unit = Unit(rawValue: String(text.dropFirst(digits.count)))
        else {
            throw CostQueryError(
                .malformedDuration,
                "\"\(text)\" is no length of time: write a whole number and m, h, d, w, mo or y, e.g. 24h, 7d or 3mo")
        }
        self.count = count
        self.unit = unit
    }

    /// The instant that lies this long before `now`. Months and years keep the day of the month and the time of day
    /// of the zone's clocks; where the month is shorter it is its last day.
    public func start(before now: Timestamp, in zone: TimeZoneRules) -> Timestamp {
        func back(_ seconds: Int64) -> Timestamp {
            Timestamp(microseconds: now.microseconds - Int64(count) * seconds * 1_000_000)
        }
        switch unit {
        case .minutes: return back(60)
        case .hours: return back(3600)
        case .days: return back(86_400)
        case .weeks: return back(7 * 86_400)
        case .months: return moved(months: count, now, zone)
        case .years: return moved(months: count * 12, now, zone)
        }
    }

    private func moved(months: Int, _ now: Timestamp, _ zone: TimeZoneRules) -> Timestamp {
        let date = zone.date(at: now)
        let timeOfDay = now.microseconds - zone.start(of: date).microseconds
        let month = date.year * 12 + date.month - 1 - months
        var target = CivilDate(
            year: Int(floorDivide(Int64(month), 12)), month: ((month % 12) + 12) % 12 + 1, day: 1)
        let length = target.nextMonth.daysSince1970 - target.daysSince1970
        target.day = min(date.day, length)
        return Timestamp(microseconds: zone.start(of: target).microseconds + timeOfDay)
    }
}
