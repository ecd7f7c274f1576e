import ExactJSON

/// A recursive-descent parser that goes on where a strict one stops. It never looks further ahead than
/// `lookahead` bytes past white space, which keeps it linear.
struct LooseJSONParser {
    /// What encloses a value, on which depends what may follow it.
    enum Place {
        case key
        case member
        case element
        case tupleElement
    }

    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the text ends; moved up when a closing fence or tag shows that it ended without its brackets.
    var end: Int
    var index: Int
    var ending = LooseJSON.Ending.closed
    private var depth = 0
    private var openArrays = 0
    /// Whether the last token was a whole value or closing bracket, so that an end after it cut nothing off.
    private var afterValue = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
        self.bytes = bytes
        end = bytes.count
        index = start
    }

    func byte(_ at: Int) -> UInt8? { at < end ? bytes[at] : nil }

    mutating func noteCut() { ending = .cut }

    private mutating func enter() throws(LooseJSONError) {
        depth += 1
        guard depth <= LooseJSON.maximumDepth else {
            throw LooseJSONError(.tooDeep, "The object nests deeper than \(LooseJSON.maximumDepth) levels.")
        }
        index += 1
        afterValue = false
    }

    private mutating func noteEnd() {
        guard ending == .closed else { return }
        ending = afterValue ? .open : .cut
    }

    /// Parses an object; its brace is at `index`.
    mutating func parseObject() throws(LooseJSONError) -> JSONObject {
        try enter()
        defer {
            depth -= 1
            afterValue = true
        }
        var members: [(String, JSONValue)] = []
        var doubled = 0
        while true {
            skipSpace()
            guard index < end, !isClosingMark else {
                end = min(end, index)
                noteEnd()
                break
            }
            switch bytes[index] {
            case UInt8(ascii: "}"):
                index += 1
                for _ in 0..<doubled {
                    let mark = index
                    skipSpace()
                    guard byte(index) == UInt8(ascii: "}") else {
                        index = mark
                        break
                    }
                    index += 1
                }
                return JSONObject(members)
            case UInt8(ascii: "{"):
                doubled += 1
                index += 1
            case UInt8(ascii: "]"), UInt8(ascii: ")"):
                if openArrays > 0 { return JSONObject(members) }
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "="):
                index += 1
                afterValue = false
            case UInt8(ascii: "["), UInt8(ascii: "("):
                _ = try parseValue(in: .member)
            default:
                if let member = try parseMember() { members.append(member) }
            }
        }
        return JSONObject(members)
    }

    private mutating func parseMember() throws(LooseJSONError) -> (String, JSONValue)? {
        guard let key = parseKey() else { return nil }
        afterValue = false
        skipSpace()
        while let next = byte(index), next == UInt8(ascii: ":") || next == UInt8(ascii: "=") {
            index += next == UInt8(ascii: "=") && byte(index + 1) == UInt8(ascii: ">") ? 2 : 1
            skipSpace()
        }
        guard index < end else {
            noteCut()
            return nil
        }
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
            return (key, .null)
        default:
            guard let value = try parseValue(in: .member) else { return nil }
            return (key, value)
        }
    }

    private mutating func parseKey() -> String? {
        if startsString(index) { return parseString(in: .key) }
        let start = index
        scan: while index < end {
            switch bytes[index] {
            case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""), 0x0A, 0x0D:
                break scan
            default: index += 1
            }
        }
        guard index < end else {
            noteCut()
            return nil
        }
        if index == start { index += 1 }
        return trimmedText(start..<index)
    }

    private mutating func parseArray(in place: Place) throws(LooseJSONError) -> JSONValue {
        try enter()
        openArrays += 1
        defer {
            depth -= 1
            openArrays -= 1
            afterValue = true
        }
        var elements: [JSONValue] = []
        while true {
            skipSpace()
            guard index < end else {
                noteEnd()
                return .array(elements)
            }
            switch bytes[index] {
            case UInt8(ascii: "]"), UInt8(ascii: ")"):
                index += 1
                return .array(elements)
            case UInt8(ascii: "}"):
                return .array(elements)
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"):
                index += 1
                afterValue = false
            default:
                if let element = try parseValue(in: place) { elements.append(element) }
            }
        }
    }

    /// Parses a value; nil when the text ends before anything of it is known.
    private mutating func parseValue(in place: Place) throws(LooseJSONError) -> JSONValue? {
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object(try parseObject())
        case UInt8(ascii: "["): return try parseArray(in: .element)
        case UInt8(ascii: "("): return try parseArray(in: .tupleElement)
        default: break
        }
        afterValue = false
        if let prefix = stringPrefix() {
            index += prefix
        } else if !startsString(index) {
            let word = parseWord(in: place)
            afterValue = ending == .closed
            return word
        }
        var string = parseString(in: place)
        while ending == .closed, let next = concatenated() {
            index = next
            string += parseString(in: place)
        }
        afterValue = ending == .closed
        return .string(string)
    }

    /// Where the next string of `"a" + "b"` begins.
    private func concatenated() -> Int? {
        var ahead = self
        ahead.skipSpace()
        guard ahead.byte(ahead.index) == UInt8(ascii: "+") else { return nil }
        ahead.index += 1
        ahead.skipSpace()
        return ahead.startsString(ahead.index) ? ahead.index : nil
    }

    /// Whether a fence or a tag closes here what surrounds the object.
    private var isClosingMark: Bool {
        switch bytes[index] {
        case UInt8(ascii: "`"): byte(index + 1) == UInt8(ascii: "`") && byte(index + 2) == UInt8(ascii: "`")
        case UInt8(ascii: "<"): byte(index + 1) == UInt8(ascii: "/")
        default: false
        }
    }

    /// Skips white space, `\n` written out, and comments.
    mutating func skipSpace() {
        while index < end {
            switch bytes[index] {
            case 0x20, 0x09...0x0D: index += 1
            case 0xC2 where byte(index + 1) == 0xA0: index += 2
            case 0xE2 where byte(index + 1) == 0x80 && byte(index + 2) == 0x8B: index += 3
            case 0xEF where byte(index + 1) == 0xBB && byte(index + 2) == 0xBF: index += 3
            case UInt8(ascii: "\\") where isWrittenBreak(index): index += 2
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "/") where byte(index + 1) == UInt8(ascii: "/"): skipLine()
            case UInt8(ascii: "/") where byte(index + 1) == UInt8(ascii: "*"): skipBlock()
            default: return
            }
        }
    }

    private mutating func skipLine() {
        while index < end, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
    }

    private mutating func skipBlock() {
        index += 2
        while index < end {
            if bytes[index] == UInt8(ascii: "*"), byte(index + 1) == UInt8(ascii: "/") {
                index += 2
                return
            }
            index += 1
        }
        noteCut()
    }
}
