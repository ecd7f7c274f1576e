import ExactJSON

extension OffPeakSchedule {
    /// Reads `off_peak_pricing` of an entry; nil when it has none that can be followed.
    ///
    /// A schedule on a calendar we do not know is not followed: the usual price then counts at all hours.
    init?(_ fields: PriceFields) {
        guard let block = fields.object["off_peak_pricing"], block.objectValue != nil else { return nil }
        guard let offset = OffPeakSchedule.offset(block["weekday_timezone"]?.stringValue) else { return nil }
        var rules: [Rule] = []
        let daily = OffPeakSchedule.windows(block["hours_utc"])
        if !daily.isEmpty { rules.append(Rule(windows: daily, weekdays: OffPeakSchedule.everyDay)) }
        for rule in block["windows"]?.arrayValue ?? [] {
            let windows = OffPeakSchedule.windows(rule["hours_utc"])
            guard !windows.isEmpty, let days = OffPeakSchedule.weekdays(rule["weekdays"]) else { continue }
            rules.append(Rule(windows: windows, weekdays: days))
        }
        guard !rules.isEmpty else { return nil }
        self.init(rules: rules, weekdayOffset: offset)
    }

    private static func windows(_ value: JSONValue?) -> [Window] {
        if let text = value?.stringValue { return Window(text).map { [$0] } ?? [] }
        return (value?.arrayValue ?? []).compactMap { $0.stringValue.flatMap(Window.init) }
    }

    private static func weekdays(_ value: JSONValue?) -> UInt8? {
        guard let value, !value.isNull else { return everyDay }
        guard let days = value.arrayValue else { return nil }
        var bits: UInt8 = 0
        for day in days {
            let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            let name = day.stringValue.map { String($0.lowercased().prefix(3)) }
            guard let number = day.intValue ?? name.flatMap({ names.firstIndex(of: $0) }).map({ $0 + 1 }),
                (1...7).contains(number)
            else { continue }
            bits |= 1 << UInt8(number)
        }
        return bits
    }

    /// Seconds east of UTC of the calendars that occur; none of them has daylight saving time.
    private static func offset(_ zone: String?) -> Int64? {
        switch zone {
        case nil, "", "UTC", "Etc/UTC", "GMT": 0
        case "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore": 8 * 3600
        case "Asia/Tokyo", "Asia/Seoul": 9 * 3600
        case "Asia/Kolkata": 5 * 3600 + 1800
        default: nil
        }
    }
}
