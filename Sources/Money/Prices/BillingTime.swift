/// The moment a request is billed at, for prices that depend on the hour. Seconds since 1970-01-01T00:00:00Z.
public struct BillingTime: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var secondsSinceEpoch: Int64

    /// Makes a moment.
    public init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

    /// Reads RFC 3339 (`2026-11-21T08:30:00Z`, `2026-11-21T09:30:00.5+01:00`) or a date, which means its first second
    /// in UTC; nil for anything else.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard byte &- 0x30 < 10 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        func has(_ index: Int, _ character: Unicode.Scalar) -> Bool {
            index < bytes.count && bytes[index] == UInt8(ascii: character)
        }
        guard let year = number(0..<4), has(4, "-"), let month = number(5..<7), has(7, "-"), let day = number(8..<10),
            (1...12).contains(month), day >= 1, day <= BillingTime.daysIn(month: month, year: year)
        else { return nil }
        var seconds = BillingTime.days(year: year, month: month, day: day) * 86_400
        if bytes.count > 10 {
            guard bytes[10] | 0x20 == UInt8(ascii: "t"), let hour = number(11..<13), has(13, ":"),
                let minute = number(14..<16), has(16, ":"), let second = number(17..<19),
                hour < 24, minute < 60, second <= 60
            else { return nil }
            seconds += Int64(hour * 3600 + minute * 60 + min(second, 59))
            var index = 19
            if has(index, ".") {
                index += 1
                let start = index
                while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
                guard index > start else { return nil }
            }
            if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "z") {
                index += 1
            } else {
                guard has(index, "+") || has(index, "-"), let hours = number(index + 1..<index + 3),
                    has(index + 3, ":"), let minutes = number(index + 4..<index + 6), hours < 24, minutes < 60
                else { return nil }
                seconds -= Int64(hours * 3600 + minutes * 60) * (has(index, "+") ? 1 : -1)
                index += 6
            }
            guard index == bytes.count else { return nil }
        }
        secondsSinceEpoch = seconds
    }

    /// Orders by time.
    public static func < (a: BillingTime, b: BillingTime) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }

    /// Minute of the day in UTC, 0…1439.
    var minuteOfDay: Int {
        let second = Int(secondsSinceEpoch % 86_400)
        return (second < 0 ? second + 86_400 : second) / 60
    }

    /// Day of the week, Monday 1 … Sunday 7, on a calendar `offset` seconds east of UTC.
    func weekday(offset: Int64) -> Int {
        let shifted = secondsSinceEpoch + offset
        let day = shifted >= 0 ? shifted / 86_400 : (shifted - 86_399) / 86_400
        let index = Int((day + 3) % 7)  // 1970-01-01 was a Thursday
        return (index < 0 ? index + 7 : index) + 1
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
    /// algorithms", public domain).
    private static func days(year: Int, month: Int, day: Int) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }
}
