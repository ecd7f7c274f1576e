/// The hours in which a model has off-peak prices.
struct OffPeakSchedule: Sendable, Hashable {
    /// One rule: windows of the day in UTC on some days of the week.
    struct Rule: Sendable, Hashable {
        /// Minutes of the day, start included and end not; an end before or at the start runs past midnight.
        var windows: [Window]
        /// Bit `n` set for day `n` of the week (Monday 1 … Sunday 7).
        var weekdays: UInt8
    }

    /// A window of the day.
    struct Window: Sendable, Hashable {
        var start: Int
        var end: Int

        /// Reads `HH:MM-HH:MM`.
        init?(_ text: String) {
            let parts = text.split(separator: "-")
            guard parts.count == 2, let start = Window.minute(parts[0]), let end = Window.minute(parts[1]) else {
                return nil
            }
            (self.start, self.end) = (start, end)
        }

        private static func minute(_ text: Substring) -> Int? {
            let parts = text.split(separator: ":").map { $0.filter { $0 != " " } }
            guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
                (0..<60).contains(minute)
            else { return nil }
            return hour * 60 + minute
        }

        func contains(_ minute: Int) -> Bool {
            start < end ? start <= minute && minute < end : minute >= start || minute < end
        }
    }

    static let everyDay: UInt8 = 0b1111_1110

    var rules: [Rule]
    /// Seconds east of UTC of the calendar that weekdays are read on.
    var weekdayOffset: Int64

    /// Whether `time` is off-peak. The hours are UTC; only the day of the week is read on the vendor's calendar.
    func contains(_ time: BillingTime) -> Bool {
        let minute = time.minuteOfDay
        let day = UInt8(1) << UInt8(time.weekday(offset: weekdayOffset))
        return rules.contains { rule in
            rule.weekdays & day != 0 && rule.windows.contains { $0.contains(minute) }
        }
    }
}
