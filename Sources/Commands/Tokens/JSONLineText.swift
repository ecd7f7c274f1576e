/// One line that is a JSON string, and its text as UTF-8; and the way back.
///
/// Not `JSONDecoder`, which is many times slower than the counting it would be done for.
enum JSONLineText {
    /// Decodes a line into `text`, which is emptied first.
    ///
    /// - Throws: `TokensProblem` naming the line and what is wrong with it: no JSON string, text after it, an escape
    ///   that is none, a lone surrogate, bytes that are not UTF-8.
    static func decode(
        _ line: UnsafeBufferPointer<UInt8>, number: Int, into text: inout [UInt8]
    ) throws(TokensProblem) {
        text.removeAll(keepingCapacity: true)
        var index = 0
        while index < line.count, isSpace(line[index]) { index += 1 }
        guard index < line.count, line[index] == UInt8(ascii: "\"") else {
            throw problem(number, "is not a JSON string")
        }
        index += 1
        while true {
            let start = index
            while index < line.count, line[index] >= 0x20, line[index] != UInt8(ascii: "\""),
                line[index] != UInt8(ascii: "\\")
            {
                index += 1
            }
            text.append(contentsOf: line[start..<index])
            guard index < line.count else { throw problem(number, "is a JSON string without an end") }
            let byte = line[index]
            index += 1
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else {
                throw problem(number, "has a control character that is not escaped")
            }
            try decodeEscape(line, &index, number, &text)
        }
        while index < line.count, isSpace(line[index]) { index += 1 }
        guard index == line.count else { throw problem(number, "goes on after its JSON string") }
        guard isUTF8(text) else { throw problem(number, "is not UTF-8") }
    }

    private static func decodeEscape(
        _ line: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ number: Int, _ text: inout [UInt8]
    ) throws(TokensProblem) {
        guard index < line.count else { throw problem(number, "is a JSON string without an end") }
        let byte = line[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"):
            let first = try hex4(line, &index, number)
            guard first & 0xF800 == 0xD800 else {
                append(first, to: &text)
                return
            }
            guard first < 0xDC00, index + 1 < line.count, line[index] == UInt8(ascii: "\\"),
                line[index + 1] == UInt8(ascii: "u")
            else { throw problem(number, "has a lone surrogate, which is not text") }
            index += 2
            let second = try hex4(line, &index, number)
            guard second & 0xFC00 == 0xDC00 else {
                throw problem(number, "has a lone surrogate, which is not text")
            }
            append(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF, to: &text)
        default:
            throw problem(number, "has an escape that JSON does not know")
        }
    }

    private static func hex4(
        _ line: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ number: Int
    ) throws(TokensProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard index < line.count else { throw problem(number, "is a JSON string without an end") }
            let digit: UInt8
            switch line[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = line[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = line[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = line[index] - UInt8(ascii: "A") + 10
            default: throw problem(number, "has a \\u escape without four hex digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        switch scalar {
        case 0..<0x80:
            text.append(UInt8(scalar))
        case 0x80..<0x800:
            text.append(UInt8(0xC0 | scalar >> 6))
            text.append(UInt8(0x80 | scalar & 0x3F))
        case 0x800..<0x10000:
            text.append(UInt8(0xE0 | scalar >> 12))
            text.append(UInt8(0x80 | (scalar >> 6) & 0x3F))
            text.append(UInt8(0x80 | scalar & 0x3F))
        default:
            text.append(UInt8(0xF0 | scalar >> 18))
            text.append(UInt8(0x80 | (scalar >> 12) & 0x3F))
            text.append(UInt8(0x80 | (scalar >> 6) & 0x3F))
            text.append(UInt8(0x80 | scalar & 0x3F))
        }
    }

    /// Appends a text as a JSON string on one line: what some readers take for the end of a line is escaped too.
    static func encode(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": output += [UInt8(ascii: "\\"), UInt8(scalar.value)]
            case "\n": output += Array("\\n".utf8)
            case "\r": output += Array("\\r".utf8)
            case "\t": output += Array("\\t".utf8)
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                output += Array("\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8)
            default: append(scalar.value, to: &output)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        if bytes.allSatisfy({ $0 < 0x80 }) { return true }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue: continue
            case .emptyInput: return true
            case .error: return false
            }
        }
    }

    private static func problem(_ number: Int, _ what: String) -> TokensProblem {
        TokensProblem.data("line \(number) \(what)")
    }
}
