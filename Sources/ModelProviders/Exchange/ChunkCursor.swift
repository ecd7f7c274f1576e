import ExactJSON

/// Walks over one JSON text without making values of it: for the events of a stream, of which a delta is all that
/// counts and comes thousands of times.
///
/// It only ever says yes to what a full parser would read the same way; where it hesitates the caller parses fully.
struct ChunkCursor {
    /// A string's bytes between its quotes.
    struct StringSpan {
        var start: Int
        var end: Int
        var hasEscapes: Bool
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether nothing but white space is left.
    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return index == bytes.count
        }
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] <= 0x20 {
            guard bytes[index] == 0x20 || (bytes[index] >= 0x09 && bytes[index] <= 0x0D) else { return }
            index += 1
        }
    }

    /// Takes a structural byte, white space before it aside.
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// Takes `null`.
    mutating func takeNull() -> Bool {
        skipSpace()
        guard index + 4 <= bytes.count, bytes[index] == 0x6E, bytes[index + 1] == 0x75, bytes[index + 2] == 0x6C,
            bytes[index + 3] == 0x6C
        else { return false }
        index += 4
        return true
    }

    /// Takes a string.
    mutating func takeString() -> StringSpan? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = index
        var hasEscapes = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return StringSpan(start: start, end: index - 1, hasEscapes: hasEscapes)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                index += 1
            } else if byte < 0x20 {
                return nil
            }
            index += 1
        }
        return nil
    }

    /// Takes a key and its colon.
    mutating func takeKey() -> StringSpan? {
        guard let key = takeString(), !key.hasEscapes, take(UInt8(ascii: ":")) else { return nil }
        return key
    }

    /// Takes a whole number of one to nine digits.
    mutating func takeSmallInt() -> Int? {
        skipSpace()
        var value = 0
        let start = index
        while index < bytes.count, bytes[index] &- 0x30 < 10, index - start < 9 {
            value = value * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        return index > start ? value : nil
    }

    /// Passes over any value; false when there is none.
    mutating func skipValue() -> Bool {
        skipSpace()
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "\""): return takeString() != nil
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested()
        default:
            let start = index
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): return index > start
                case 0x00...0x20, UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"):
                    return index > start
                default: index += 1
                }
            }
            return index > start
        }
    }

    private mutating func skipNested() -> Bool {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard takeString() != nil else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 {
                    index += 1
                    return true
                }
            default: break
            }
            index += 1
        }
        return false
    }

    /// Whether the span holds exactly this text.
    func equals(_ span: StringSpan, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard span.end - span.start == count else { return false }
        for offset in 0..<count where bytes[span.start + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Returns the string of a span; nil when it is not valid.
    func string(_ span: StringSpan) -> String? {
        guard span.hasEscapes else {
            return String(validating: UnsafeBufferPointer(rebasing: bytes[span.start..<span.end]), as: UTF8.self)
        }
        // With its quotes it is a JSON text of its own.
        let quoted = UnsafeBufferPointer(rebasing: bytes[(span.start - 1)...span.end])
        return (try? JSONValue(parsing: quoted))?.stringValue  // the full parser then says what is wrong
    }
}
