/// Tells a log from other text by a sample of its lines.
enum LogShape {
    private static let sample = 64

    /// Whether most lines carry a time or a level and some words, and the text is not a table of values.
    static func matches(_ lines: TextLines) -> Bool {
        guard lines.count >= LogFolding.minimumRecords else { return false }
        let step = max(1, lines.count / sample)
        var seen = 0
        var dated = 0
        var continued = 0
        var commas: Set<Int> = []
        var spaces = 0
        for index in stride(from: 0, to: lines.count, by: step) {
            let line = lines[index]
            guard let first = line.first else { continue }
            seen += 1
            let byte = lines.bytes[first]
            if byte == 0x20 || byte == 0x09 {
                continued += 1
                continue
            }
            let head = lines.bytes[line.prefix(96)]
            if hasTimeOrLevel(head), words(lines.bytes[line.prefix(400)]) >= 2 { dated += 1 }
            commas.insert(lines.bytes[line].count { $0 == UInt8(ascii: ",") })
            spaces += lines.bytes[line].count { $0 == 0x20 || $0 == UInt8(ascii: "|") }
        }
        let heads = seen - continued
        guard heads > 0, dated * 10 >= heads * 7, continued <= seen * 3 / 4 else { return false }
        let isTable = commas.count == 1 && (commas.first ?? 0) >= 2 && spaces <= heads * 2
        return !isTable
    }

    /// A time of day, a day, seconds since 1970, or a level in capitals.
    private static func hasTimeOrLevel(_ head: ArraySlice<UInt8>) -> Bool {
        var run = 0
        var digits = 0
        var separated = 0
        for byte in head {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                run += 1
                digits += 1
                if run == 8 || run == 10 { return true }
            case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
                if run > 0 { separated += 1 }
                run = 0
            default:
                if separated >= 2, digits >= 5 { return true }
                run = 0
                if byte == 0x20 { (digits, separated) = (0, 0) }
            }
        }
        return levels.contains { head.contains(bytesOf: $0) }
    }

    private static let levels: [StaticString] = ["INFO", "WARN", "ERROR", "DEBUG", "FATAL", "TRACE"]

    /// Words of three letters or more.
    private static func words(_ line: ArraySlice<UInt8>) -> Int {
        var count = 0
        var run = 0
        for byte in line {
            let lower = byte | 0x20
            if lower >= 0x61, lower <= 0x7A {
                run += 1
                if run == 3 { count += 1 }
            } else {
                run = 0
            }
        }
        return count
    }
}
