/// Dates as they stand in HTTP headers, as seconds since 1970.
enum HTTPDate {
    /// Parses `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7, the preferred form) or RFC 3339
    /// (`1994-11-06T08:49:37.5Z`); nil for anything else.
    static func seconds(_ text: String) -> Double? {
        text.contains("T") && text.contains("-") ? rfc3339(text) : internetMessage(text)
    }

    private static func internetMessage(_ text: String) -> Double? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", words[0].hasSuffix(","), let day = Int(words[1]),
            let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]),
            let time = timeOfDay(words[4])
        else { return nil }
        return seconds(year: year, month: month + 1, day: day) + time
    }

    private static func rfc3339(_ text: String) -> Double? {
        let parts = text.split(separator: "T", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let date = parts[0].split(separator: "-").map { Int($0) }
        guard date.count == 3, let year = date[0], let month = date[1], let day = date[2] else { return nil }
        var clock = parts[1]
        var offset = 0.0
        if clock.hasSuffix("Z") || clock.hasSuffix("z") {
            clock = clock.dropLast()
        } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            guard let zone = timeOfDay(clock[clock.index(after: sign)...] + ":00") else { return nil }
            offset = clock[sign] == "-" ? -zone : zone
            clock = clock[..<sign]
        } else {
            return nil
        }
        guard let time = timeOfDay(clock) else { return nil }
        return seconds(year: year, month: month, day: day) + time - offset
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func timeOfDay(_ text: some StringProtocol) -> Double? {
        let parts = text.split(separator: ":")
        guard parts.count == 3, let hours = Int(parts[0]), let minutes = Int(parts[1]), let seconds = Double(parts[2]),
            (0...24).contains(hours), (0...59).contains(minutes), (0...60).contains(seconds)
        else { return nil }
        return Double(hours * 3600 + minutes * 60) + seconds
    }

    /// Days from the civil calendar (Howard Hinnant's `days_from_civil`), times a day's seconds.
    private static func seconds(year: Int, month: Int, day: Int) -> Double {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return 0 }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Double((era * 146_097 + dayOfEra - 719_468) * 86_400)
    }
}
