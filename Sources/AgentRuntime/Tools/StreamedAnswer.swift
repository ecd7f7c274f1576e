/// Reads the final answer out of a call of `response` while a model still writes it as JSON, so that a model without tool
/// calls of its own is seen to answer as it goes.
///
/// It follows strict JSON whose tool name stands before the arguments, as the prompt asks for. Of anything else it shows
/// nothing: `TextToolCall` takes many more forms, once they are complete. What it shows is always a beginning of what
/// the tool is called with.
struct StreamedAnswer: Sendable {
    private enum Place {
        case beforeObject, beforeKey, key, colon, value, name, answer, afterValue
        /// Within a value of no interest: how deep, and whether within a string.
        case passing(depth: Int, inString: Bool)
        case over
    }

    private enum Escape {
        case none, begun
        case unicode(digits: Int, value: UInt32)
    }

    private static let nameKeys: Set<String> = ["tool_name", "toolName", "tool", "function_name", "function"]
    private static let argumentKeys: Set<String> = [
        "tool_args", "toolArgs", "args", "arguments", "parameters", "params",
    ]
    /// Bytes of a key or name; longer ones are of no interest.
    private static let longestWord = 64

    /// What was shown of the answer.
    private(set) var shown = ""

    private var place = Place.beforeObject
    private var isInArguments = false
    private var isResponse = false
    private var word: [UInt8] = []
    private var lastKey = ""
    private var escape = Escape.none
    private var highSurrogate: UInt32?
    private var piece: [UInt8] = []

    /// Takes more of the text and returns what more of the answer it holds.
    mutating func read(_ text: String) -> String {
        piece.removeAll(keepingCapacity: true)
        for byte in text.utf8 {
            if case .over = place { break }
            take(byte)
        }
        let more = String(decoding: piece, as: UTF8.self)
        shown += more
        return more
    }

    /// What is still to be shown of the answer as it turned out.
    func rest(of answer: String) -> String {
        guard answer.utf8.starts(with: shown.utf8) else { return "\n\n" + answer }
        return String(decoding: answer.utf8.dropFirst(shown.utf8.count), as: UTF8.self)
    }

    private mutating func take(_ byte: UInt8) {
        let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
        switch place {
        case .beforeObject: if byte == UInt8(ascii: "{") { place = .beforeKey }
        case .beforeKey: if !isSpace { beginKey(byte) }
        case .key:
            guard byte == UInt8(ascii: "\"") else { return spell(byte) }
            lastKey = String(decoding: word, as: UTF8.self)
            place = .colon
        case .colon: if !isSpace { place = byte == UInt8(ascii: ":") ? .value : .over }
        case .value: if !isSpace { beginValue(byte) }
        case .name:
            guard byte == UInt8(ascii: "\"") else { return spell(byte) }
            isResponse = word == Array("response".utf8)
            place = isResponse ? .afterValue : .over
        case .answer: takeOfAnswer(byte)
        case .passing(let depth, let inString): pass(byte, depth, inString)
        case .afterValue: if !isSpace { endValue(byte) }
        case .over: break
        }
    }

    private mutating func beginKey(_ byte: UInt8) {
        word.removeAll(keepingCapacity: true)
        place = byte == UInt8(ascii: "\"") ? .key : .over
    }

    /// A key or a name; one with an escape is left to the parser of the whole.
    private mutating func spell(_ byte: UInt8) {
        guard byte != UInt8(ascii: "\\"), word.count < Self.longestWord else { return place = .over }
        word.append(byte)
    }

    private mutating func beginValue(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""):
            if isInArguments, lastKey == "text" {
                place = .answer
            } else if !isInArguments, !isResponse, Self.nameKeys.contains(lastKey) {
                word.removeAll(keepingCapacity: true)
                place = .name
            } else {
                place = .passing(depth: 0, inString: true)
            }
        case UInt8(ascii: "{") where !isInArguments && isResponse && Self.argumentKeys.contains(lastKey):
            isInArguments = true
            place = .beforeKey
        case UInt8(ascii: "{"), UInt8(ascii: "["): place = .passing(depth: 1, inString: false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            place = .passing(depth: 0, inString: false)
        default: place = .over
        }
    }

    private mutating func pass(_ byte: UInt8, _ depth: Int, _ inString: Bool) {
        if inString {
            if case .begun = escape { return escape = .none }
            if byte == UInt8(ascii: "\\") { return escape = .begun }
            guard byte == UInt8(ascii: "\"") else { return }
            return place = depth == 0 ? .afterValue : .passing(depth: depth, inString: false)
        }
        switch byte {
        case UInt8(ascii: "\"") where depth > 0: place = .passing(depth: depth, inString: true)
        case UInt8(ascii: "{") where depth > 0, UInt8(ascii: "[") where depth > 0:
            place = .passing(depth: depth + 1, inString: false)
        case UInt8(ascii: "}") where depth > 0, UInt8(ascii: "]") where depth > 0:
            place = depth == 1 ? .afterValue : .passing(depth: depth - 1, inString: false)
        // A number or a word ends where its object goes on.
        case UInt8(ascii: ",") where depth == 0, UInt8(ascii: "}") where depth == 0: endValue(byte)
        default: break
        }
    }

    private mutating func endValue(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: ","): place = .beforeKey
        case UInt8(ascii: "}") where isInArguments:
            isInArguments = false
            place = .afterValue
        default: place = .over
        }
    }

    private mutating func takeOfAnswer(_ byte: UInt8) {
        switch escape {
        case .none:
            if byte == UInt8(ascii: "\\") {
                escape = .begun
            } else if byte == UInt8(ascii: "\"") {
                place = .over
            } else {
                append(byte)
            }
        case .begun:
            escape = .none
            guard byte != UInt8(ascii: "u") else { return escape = .unicode(digits: 0, value: 0) }
            guard let plain = Self.escaped(byte) else { return place = .over }
            append(plain)
        case .unicode(let digits, let value):
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return place = .over }
            let value = value << 4 | UInt32(digit)
            guard digits == 3 else { return escape = .unicode(digits: digits + 1, value: value) }
            escape = .none
            takeUnit(value)
        }
    }

    /// A unit of UTF-16; two make a character beyond the first 65,536. Half of one is left to the parser of the whole.
    private mutating func takeUnit(_ unit: UInt32) {
        let isHigh = unit >> 10 == 0x36
        guard let high = highSurrogate else {
            if isHigh { highSurrogate = unit } else { append(Unicode.Scalar(unit)) }
            return
        }
        highSurrogate = nil
        append(unit >> 10 == 0x37 ? Unicode.Scalar(0x10000 + ((high & 0x3FF) << 10 | unit & 0x3FF)) : nil)
    }

    private mutating func append(_ byte: UInt8) {
        guard highSurrogate == nil else { return place = .over }
        piece.append(byte)
    }

    private mutating func append(_ scalar: Unicode.Scalar?) {
        guard let scalar, let bytes = UTF8.encode(scalar) else { return place = .over }
        piece.append(contentsOf: bytes)
    }

    private static func escaped(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        default: nil
        }
    }
}
