import ExactJSON

/// Writes a request's JSON as bytes, in one pass: the same request gives the same bytes.
///
/// The bytes lie in memory of its own and not in an array, as hundreds of small pieces are added to them and an array
/// asks each time whether it is shared.
struct RequestWriter: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer
    private var count = 0
    /// Members that the caller sets; ours of the same name are left out at the top level.
    private let overrides: JSONObject

    init(capacity: Int, overrides: JSONObject) {
        memory = .allocate(byteCount: Swift.max(capacity, 256), alignment: 8)
        self.overrides = overrides
    }

    deinit { memory.deallocate() }

    /// What was written so far.
    var bytes: [UInt8] { Array(memory[..<count]) }

    private mutating func append(_ source: UnsafeRawBufferPointer) {
        if memory.count - count < source.count { grow(by: source.count) }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: source)
        count += source.count
    }

    private mutating func append(_ byte: UInt8) {
        if count == memory.count { grow(by: 1) }
        memory[count] = byte
        count += 1
    }

    private mutating func grow(by more: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Swift.max(memory.count * 2, count + more), alignment: 8)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = larger
    }

    private mutating func append(_ array: [UInt8]) { array.withUnsafeBytes { append($0) } }

    mutating func open(_ bracket: Unicode.Scalar) { append(UInt8(ascii: bracket)) }

    /// Closes an object or array, dropping the comma that the last member left.
    mutating func close(_ bracket: Unicode.Scalar) {
        dropComma()
        append(UInt8(ascii: bracket))
        append(UInt8(ascii: ","))
    }

    private mutating func dropComma() {
        if count > 0, memory[count - 1] == UInt8(ascii: ",") { count -= 1 }
    }

    /// Writes a member's key.
    mutating func key(_ key: StaticString) {
        raw("\"")
        raw(key)
        raw("\":")
    }

    /// Writes the key of a member of the whole request and returns true, unless the caller sets that member.
    mutating func field(_ name: StaticString) -> Bool {
        if !overrides.isEmpty, overrides["\(name)"] != nil { return false }
        key(name)
        return true
    }

    mutating func string(_ text: String) {
        writeString(text)
        append(UInt8(ascii: ","))
    }

    /// Writes a string as `JSONValue.write` does, but runs between escapes as a whole: most of a request is text.
    private mutating func writeString(_ text: String) {
        var text = text
        append(UInt8(ascii: "\""))
        text.withUTF8 { source in
            let raw = UnsafeRawBufferPointer(source)
            var start = 0
            while start < raw.count {
                let end = RequestWriter.nextEscape(raw, from: start)
                if end > start { append(UnsafeRawBufferPointer(rebasing: raw[start..<end])) }
                if end < raw.count { escape(raw[end]) }
                start = end + 1
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        default:
            raw(byte < 0x10 ? "\\u000" : "\\u001")
            append(byte & 15 < 10 ? 0x30 + (byte & 15) : 0x57 + (byte & 15))
        }
    }

    /// Returns the place of the next byte that needs an escape (below 0x20, a quote, a backslash), or the end; eight
    /// bytes at a time.
    private static func nextEscape(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            // The high bit of a byte is set where it is smaller than what was subtracted: exact for the lowest such
            // byte, which is the first.
            let hits =
                ((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
            let first = (hits & (ones &* 0x80)).trailingZeroBitCount
            if first < 64 { return index + first / 8 }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return index }
            index += 1
        }
        return index
    }

    mutating func number(_ number: JSONNumber) {
        append(Array(number.text.utf8))
        append(UInt8(ascii: ","))
    }

    mutating func value(_ value: JSONValue) {
        append(value.utf8)
        append(UInt8(ascii: ","))
    }

    /// Writes JSON text as it is, followed by a comma where the text is a whole value.
    mutating func raw(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes a whole value that was written before, its comma included.
    mutating func raw(_ value: [UInt8]) { append(value) }

    mutating func member(_ key: StaticString, _ text: String) {
        self.key(key)
        string(text)
    }

    /// Writes the caller's members and closes the request.
    mutating func finish() -> [UInt8] {
        for member in overrides {
            writeString(member.key)
            append(UInt8(ascii: ":"))
            value(member.value)
        }
        dropComma()
        append(UInt8(ascii: "}"))
        return bytes
    }
}
