/// The rule by which clocks change every year, as the footer of a time zone file states it (`TZ` of POSIX, with the
/// extensions of RFC 9636): `CET-1CEST,M3.5.0,M10.5.0/3`.
struct DaylightRule: Sendable, Hashable {
    /// A day of the year and a time of that day, in seconds after midnight, which may be negative or past a day.
    struct Change: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// `Jn`: day 1…365, 29 February never counted.
            case julian(Int)
            /// `n`: day 0…365, 29 February counted.
            case zeroBased(Int)
            /// `Mm.w.d`: weekday d of week w (5 is the last) of month m.
            case weekday(month: Int, week: Int, day: Int)
        }

        var day: Day
        var time: Int64

        /// Days since 1970 of the change in a year.
        func days(in year: Int) -> Int {
            let january = CivilDate(year: year, month: 1, day: 1).daysSince1970
            switch day {
            case .zeroBased(let number): return january + number
            case .julian(let number):
                let isLeap = CivilDate(year: year, month: 3, day: 1).daysSince1970 - january == 60
                return january + number - (isLeap && number >= 60 ? 0 : 1)
            case .weekday(let month, let week, let weekday):
                let first = CivilDate(year: year, month: month, day: 1).daysSince1970
                let next = CivilDate(year: year, month: month, day: 1).nextMonth.daysSince1970
                // 1970-01-01 was a Thursday.
                let firstWeekday = (((first + 4) % 7) + 7) % 7
                var day = first + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
                while day >= next { day -= 7 }
                return day
            }
        }
    }

    /// Seconds east of Greenwich in winter.
    var standard: Int64
    /// Seconds east of Greenwich in summer, and when it begins and ends; nil where clocks do not change.
    var daylight: (offset: Int64, begins: Change, ends: Change)?

    /// Reads a footer; nil when it is malformed.
    init?(_ text: String) {
        var reader = DaylightRuleReader(text)
        guard reader.skipName(), let west = reader.offset() else { return nil }
        standard = -west
        guard !reader.isAtEnd else { return }
        guard reader.skipName() else { return nil }
        var summer = standard + 3600
        if !reader.isAt(",") {
            guard let west = reader.offset() else { return nil }
            summer = -west
        }
        guard reader.skip(","), let begins = reader.change(), reader.skip(","), let ends = reader.change(),
            reader.isAtEnd
        else { return nil }
        daylight = (summer, begins, ends)
    }

    /// Seconds east of Greenwich at an instant.
    func offset(at second: Int64) -> Int64 {
        guard let daylight else { return standard }
        let year = CivilDate(daysSince1970: Int(floorDivide(second + standard, 86_400))).year
        let begins = Int64(daylight.begins.days(in: year)) * 86_400 + daylight.begins.time - standard
        let ends = Int64(daylight.ends.days(in: year)) * 86_400 + daylight.ends.time - daylight.offset
        // South of the equator summer begins late in the year and ends early.
        let isSummer = begins < ends ? (begins..<ends).contains(second) : !(ends..<begins).contains(second)
        return isSummer ? daylight.offset : standard
    }

    static func == (a: DaylightRule, b: DaylightRule) -> Bool {
        a.standard == b.standard && a.daylight?.offset == b.daylight?.offset
            && a.daylight?.begins == b.daylight?.begins && a.daylight?.ends == b.daylight?.ends
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(standard)
        hasher.combine(daylight?.offset)
    }
}
