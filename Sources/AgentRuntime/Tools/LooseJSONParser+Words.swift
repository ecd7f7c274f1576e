import ExactJSON

extension LooseJSONParser {
    /// Parses what stands without quotes: a literal, a number, or words.
    mutating func parseWord(in place: Place) -> JSONValue? {
        let start = index
        scan: while index < end {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x0A, 0x0D: break scan
            case UInt8(ascii: ")") where place == .tupleElement: break scan
            case 0x20, 0x09:
                if endsWord(start..<index, in: place) { break scan }
                while let blank = byte(index), blank == 0x20 || blank == 0x09 { index += 1 }
            case UInt8(ascii: ";") where endsMember(from: index + 1): break scan
            case UInt8(ascii: "\\") where isWrittenBreak(index):
                var ahead = self
                ahead.skipSpace()
                if endsMember(from: ahead.index) { break scan }
                index = ahead.index
            default: index += 1
            }
        }
        guard index > start else {
            index += 1
            return .null
        }
        let text = trimmedText(start..<index)
        if index < end { return Self.literal(text) ?? Self.number(text).map(JSONValue.number) ?? .string(text) }
        if let literal = Self.literal(text) { return literal }
        noteCut()
        return Self.cutValue(text)
    }

    /// Whether a line break is written out at `at`, as a backslash and a letter.
    func isWrittenBreak(_ at: Int) -> Bool {
        switch byte(at + 1) {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): true
        default: false
        }
    }

    /// Whether what follows belongs to no word: a closing bracket or the next key.
    private func endsMember(from at: Int) -> Bool {
        let next = skipBlanks(from: at)
        switch byte(next) {
        case nil, UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","): return true
        default: return startsKey(at: next) == .yes
        }
    }

    /// Whether the white space after a word separates it from a comment or from what follows a missing comma.
    private func endsWord(_ word: Range<Int>, in place: Place) -> Bool {
        let next = skipBlanks(from: word.upperBound)
        guard next < end else { return true }
        switch bytes[next] {
        case UInt8(ascii: "#"): return true
        case UInt8(ascii: "/"):
            return byte(next + 1) == UInt8(ascii: "/") || byte(next + 1) == UInt8(ascii: "*")
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["):
            return place == .element || startsKey(at: next) == .yes
        default:
            if place == .member { return startsKey(at: next) == .yes }
            // Numbers in a list without commas; a sentence may begin with one, but seldom in a list.
            return word.count <= 40 && Self.number(trimmedText(word)) != nil
        }
    }

    private static func literal(_ text: String) -> JSONValue? {
        guard text.utf8.count <= 9 else { return nil }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        case "null", "none", "undefined", "nil", "nan", "infinity", "-infinity": return JSONValue.null
        default: return nil
        }
    }

    /// What is sure of a word at which the text ends.
    private static func cutValue(_ text: String) -> JSONValue? {
        let lower = text.lowercased()
        if ["true", "false", "null", "none", "undefined"].contains(where: { $0.hasPrefix(lower) }) { return nil }
        var digits = text[...]
        while let last = digits.last, "eE+-.".contains(last) { digits.removeLast() }
        if let number = number(String(digits)) { return .number(number) }
        return digits.isEmpty ? nil : .string(text)
    }

    /// A number as JSON writes it, or as other languages do; nil when it is none.
    static func number(_ text: String) -> JSONNumber? {
        if let number = JSONNumber(text: text) { return number }
        guard let first = text.utf8.first, first < 0x3A, text.utf8.count <= 400 else { return nil }
        var digits = text[...]
        var sign = ""
        if let mark = digits.first, mark == "+" || mark == "-" {
            sign = mark == "-" ? "-" : ""
            digits = digits.dropFirst()
        }
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
            guard let value = UInt64(digits.dropFirst(2).filter { $0 != "_" }, radix: 16) else { return nil }
            return JSONNumber(text: "\(sign)\(value)")
        }
        // Python and others group digits by single underscores.
        guard !digits.hasPrefix("_"), !digits.hasSuffix("_") else { return nil }
        digits.removeAll { $0 == "_" }
        while digits.hasPrefix("0"), digits.dropFirst().first?.isASCIIDigit == true { digits.removeFirst() }
        if digits.hasPrefix(".") { digits = "0" + digits }
        if digits.hasSuffix(".") { digits.removeLast() }
        return JSONNumber(text: sign + digits)
    }

    /// The text of a range without the white space around it.
    func trimmedText(_ range: Range<Int>) -> String {
        var range = range
        while let first = range.first, isBlank(bytes[first]) { range = (first + 1)..<range.upperBound }
        while let last = range.last, isBlank(bytes[last]) { range = range.lowerBound..<last }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    func skipBlanks(from start: Int) -> Int {
        var next = start
        while next < end, isBlank(bytes[next]) { next += 1 }
        return next
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
