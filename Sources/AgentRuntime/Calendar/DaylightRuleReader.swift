/// Reads the parts of a `DaylightRule` from its text.
struct DaylightRuleReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// A zone's abbreviation: letters, or anything between `<` and `>`.
    mutating func skipName() -> Bool {
        if skip("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { ($0 | 0x20) &- 0x61 < 26 }
        rest = rest[letters.endIndex...]
        return letters.count >= 3
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func offset() -> Int64? {
        var sign: Int64 = 1
        if skip("-") { sign = -1 } else { _ = skip("+") }
        guard let hours = number(upTo: 167) else { return nil }
        var seconds = Int64(hours) * 3600
        for unit in [Int64(60), 1] where skip(":") {
            guard let part = number(upTo: 59) else { return nil }
            seconds += Int64(part) * unit
        }
        return sign * seconds
    }

    /// `Mm.w.d`, `Jn` or `n`, and `/time`.
    mutating func change() -> DaylightRule.Change? {
        let day: DaylightRule.Change.Day
        if skip("M") {
            guard let month = number(upTo: 12), month > 0, skip("."), let week = number(upTo: 5), week > 0, skip("."),
                let weekday = number(upTo: 6)
            else { return nil }
            day = .weekday(month: month, week: week, day: weekday)
        } else if skip("J") {
            guard let number = number(upTo: 365), number > 0 else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(upTo: 365) else { return nil }
            day = .zeroBased(number)
        }
        guard skip("/") else { return DaylightRule.Change(day: day, time: 7200) }
        guard let time = offset() else { return nil }
        return DaylightRule.Change(day: day, time: time)
    }

    private mutating func number(upTo limit: Int) -> Int? {
        let digits = rest.prefix { $0 &- 0x30 < 10 }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return value <= limit ? value : nil
    }
}
