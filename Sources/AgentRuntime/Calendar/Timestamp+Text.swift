extension Timestamp {
    /// The instant as RFC 3339 has it in UTC, to the microsecond: `2026-11-21T15:40:00.000001Z`.
    package var preciseText: String {
        let rest = String(microseconds - floorDivide(microseconds, 1_000_000) * 1_000_000)
        return "\(text().dropLast()).\(String(repeating: "0", count: 6 - rest.utf8.count))\(rest)Z"
    }

    /// The instant as RFC 3339 has it, with the zone's offset: `2026-11-21T15:40:00Z`, `2026-11-21T16:40:00+01:00`.
    /// Fractions of a second are left out.
    public func text(in zone: TimeZoneRules = .utc) -> String {
        let second = floorDivide(microseconds, 1_000_000)
        let offset = zone.offset(atSecond: second)
        let local = second + offset
        let days = floorDivide(local, 86_400)
        let rest = local - days * 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = CivilDate(daysSince1970: Int(days)).text
        let time = "\(date)T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        guard offset != 0 || zone != .utc else { return time + "Z" }
        let minutes = abs(offset) / 60
        return "\(time)\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }
}
