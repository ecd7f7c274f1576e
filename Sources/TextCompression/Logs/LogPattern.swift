/// What is left of a log line when words with digits in them, months and days are taken out.
enum LogPattern {
    private static let letter: UInt8 = 0
    private static let digit: UInt8 = 1
    private static let joiner: UInt8 = 2
    private static let delimiter: UInt8 = 4

    /// A hash of the pattern: equal for lines that differ only in what is taken out.
    static func hash(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var at = line.lowerBound
        var words = 0
        classes.withUnsafeBufferPointer { classes in
            while at < line.upperBound {
                let start = at
                var word = hash
                var seen: UInt8 = 0
                var name = hash
                while at < line.upperBound {
                    let byte = text[at]
                    let kind = classes[Int(byte)]
                    if kind == delimiter { break }
                    // The letters before the first other character, when there are enough for a name.
                    if seen == 0, kind != letter, at - start >= 4 { name = word }
                    seen |= kind
                    word = (word ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
                    at += 1
                }
                if at > start {
                    words += 1
                    let isVariable = seen & digit != 0 || (words < 6 && at - start == 3 && isCalendar(text, start))
                    hash = isVariable ? (name ^ 0x01) &* 0x9e37_79b9_7f4a_7c15 : word
                }
                if at < line.upperBound {
                    hash = ((hash ^ UInt64(text[at])) &* 0x0000_0100_0000_01b3) ^ (hash >> 29)
                    at += 1
                }
            }
        }
        return hash
    }

    /// The numbers at the start of a line, usually when it was written; at most forty bytes.
    static func head(of line: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var at = line.lowerBound
        var end = at
        while at < line.upperBound, at - line.lowerBound < 40 {
            let start = at
            var seen: UInt8 = 0
            while at < line.upperBound, bytes[at] != 0x20, bytes[at] != UInt8(ascii: "|") {
                seen |= classes[Int(bytes[at])] & digit
                at += 1
            }
            let isDay = at - start >= 3 && isCalendar(bytes[(at - 3)..<at])
            guard seen == digit || isDay || at - start <= 1 else { break }
            end = at
            at += 1
        }
        return line.lowerBound..<min(end, line.lowerBound + 40)
    }

    private static func isCalendar(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        let word = UInt32(text[start]) << 16 | UInt32(text[start + 1]) << 8 | UInt32(text[start + 2])
        return calendar.contains(word)
    }

    private static func isCalendar(_ word: ArraySlice<UInt8>) -> Bool {
        calendar.contains(word.reduce(0) { $0 << 8 | UInt32($1) })
    }

    private static let calendar: Set<UInt32> = Set(
        [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Wed",
            "Thu", "Fri", "Sat", "Sun",
        ].map { $0.utf8.reduce(0) { $0 << 8 | UInt32($1) } })

    private static let classes: [UInt8] = {
        var classes = [UInt8](repeating: letter, count: 256)
        for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { classes[Int(byte)] = digit }
        for byte in "._-".utf8 { classes[Int(byte)] = joiner }
        for byte in " \t=,:;/[](){}\"'|<>@#$!?&*+%~^\\`".utf8 { classes[Int(byte)] = delimiter }
        return classes
    }()
}
