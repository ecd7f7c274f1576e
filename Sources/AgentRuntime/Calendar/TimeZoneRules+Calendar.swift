extension TimeZoneRules {
    /// The date that the zone's calendars show at an instant.
    public func date(at time: Timestamp) -> CivilDate {
        let second = floorDivide(time.microseconds, 1_000_000)
        return CivilDate(daysSince1970: Int(floorDivide(second + offset(atSecond: second), 86_400)))
    }

    /// The first instant of a day. Where clocks are put forward at midnight that is the instant at which they are.
    public func start(of date: CivilDate) -> Timestamp {
        let local = Int64(date.daysSince1970) * 86_400
        // The offsets a day before and after are all that can hold at midnight: zones change less often than daily.
        let candidates = [local - offset(atSecond: local - 86_400), local - offset(atSecond: local + 86_400)]
        let found = candidates.filter { $0 + offset(atSecond: $0) == local }.min()
        return Timestamp(microseconds: (found ?? gapEnd(at: local)) * 1_000_000)
    }

    /// The first instant of the month that an instant is in.
    public func startOfMonth(at time: Timestamp) -> Timestamp {
        var date = date(at: time)
        date.day = 1
        return start(of: date)
    }

    /// The period of that length that an instant is in: its first instant, and the first one behind it.
    public func period(_ period: CostPeriod, at time: Timestamp) -> (start: Timestamp, end: Timestamp) {
        switch period {
        case .minute: return span(60, at: time)
        case .hour: return span(3600, at: time)
        case .day:
            let date = date(at: time)
            return (start(of: date), start(of: CivilDate(daysSince1970: date.daysSince1970 + 1)))
        case .month:
            var date = date(at: time)
            date.day = 1
            return (start(of: date), start(of: date.nextMonth))
        }
    }

    /// The whole minute or hour on the zone's clocks. Where clocks change by half an hour, a period may be cut there.
    private func span(_ seconds: Int64, at time: Timestamp) -> (start: Timestamp, end: Timestamp) {
        let second = floorDivide(time.microseconds, 1_000_000)
        let offset = offset(atSecond: second)
        let start = floorDivide(second + offset, seconds) * seconds - offset
        return (
            Timestamp(microseconds: start * 1_000_000), Timestamp(microseconds: (start + seconds) * 1_000_000)
        )
    }

    /// The first instant whose wall-clock time is `local` or later, where `local` itself is skipped.
    private func gapEnd(at local: Int64) -> Int64 {
        // Around a gap wall-clock time only moves forward, so that it can be searched.
        var (low, high) = (local - 2 * 86_400, local + 2 * 86_400)
        while low < high {
            let middle = floorDivide(low + high, 2)
            if middle + offset(atSecond: middle) >= local { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
