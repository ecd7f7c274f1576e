/// Reads unsigned LEB128 numbers and bytes; past the end everything is 0.
struct LEB128Reader {
    private let bytes: Slice<UnsafeRawBufferPointer>
    /// Bytes read so far.
    private(set) var position = 0

    init(_ bytes: Slice<UnsafeRawBufferPointer>) { self.bytes = bytes }

    /// Whether all bytes were read.
    var isAtEnd: Bool { position >= bytes.count }

    mutating func byte() -> UInt8 {
        guard position < bytes.count else { return 0 }
        defer { position += 1 }
        return bytes[bytes.startIndex + position]
    }

    mutating func unsigned() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let byte = byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { break }
            shift += 7
        }
        return value
    }

    mutating func number() -> Int { Int(clamping: unsigned()) }

    mutating func skip(_ count: Int) { position = min(bytes.count, position + max(0, min(count, bytes.count))) }
}
