/// Waiting times in the many forms in which providers write them.
enum WaitingTime {
    /// Longer times are cut to this; no provider means more.
    static let longest = Duration.seconds(30 * 86_400)

    /// Makes a duration of seconds; nil unless it is a number that is not negative. Cut at `longest`.
    static func seconds(_ seconds: Double) -> Duration? {
        guard seconds.isFinite, seconds >= 0 else { return nil }
        // Whole milliseconds, rounded up: waiting a little longer is right, a little less is not.
        return .milliseconds(Int64((Swift.min(seconds, 30 * 86_400) * 1000).rounded(.up)))
    }

    /// Parses times such as `1s`, `6m0s`, `20ms`, `1h2m3.5s`, `1d`; nil for anything else.
    static func units(_ text: some StringProtocol) -> Duration? {
        var total = 0.0
        var rest = text[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            switch unit {
            case "d": total += number * 86_400
            case "h": total += number * 3_600
            case "m": total += number * 60
            case "s": total += number
            case "ms": total += number / 1000
            default: return nil
            }
        }
        return seconds(total)
    }

    /// Parses the value of `Retry-After`: seconds or a date (RFC 9110 §10.2.3). A date in the past is zero.
    static func retryAfter(_ value: String, now: Double) -> Duration? {
        if let number = Double(value) { return seconds(number) }
        guard let date = HTTPDate.seconds(value) else { return units(value) }
        return seconds(Swift.max(0, date - now))
    }

    /// Parses the time at which a limit is full again: with units, as seconds, as a date, or as the seconds or
    /// milliseconds since 1970.
    static func reset(_ value: String, now: Double) -> Duration? {
        if let number = Double(value) {
            if number > 1e11 { return seconds(Swift.max(0, number / 1000 - now)) }
            if number > 1e9 { return seconds(Swift.max(0, number - now)) }
            return seconds(number)
        }
        if let date = HTTPDate.seconds(value) { return seconds(Swift.max(0, date - now)) }
        return units(value)
    }

    /// Finds the time in a message such as `Please try again in 1.2s.` or `retry in 35 seconds`.
    static func mentioned(in message: String) -> Duration? {
        let lower = message.lowercased()
        for phrase in ["try again in ", "retry in ", "retry after ", "wait "] {
            guard let found = lower.firstRange(of: phrase) else { continue }
            let words = lower[found.upperBound...].split(separator: " ", maxSplits: 2).map { whole in
                var word = whole
                while let last = word.last, ".,;)".contains(last) { word = word.dropLast() }
                return word
            }
            guard let first = words.first else { continue }
            if let time = units(first) { return time }
            if let number = Double(first), words.count > 1 {
                if words[1].hasPrefix("second") { return seconds(number) }
                if words[1].hasPrefix("minute") { return seconds(number * 60) }
                if words[1].hasPrefix("ms") || words[1].hasPrefix("milli") { return seconds(number / 1000) }
            }
        }
        return nil
    }
}
