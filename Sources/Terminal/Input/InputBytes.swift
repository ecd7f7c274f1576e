/// Bytes that have been read and not yet used, with UTF-8 decoding at the front.
struct InputBytes {
    private var bytes: [UInt8] = []
    private var head = 0

    var isEmpty: Bool { head == bytes.count }

    mutating func append(_ more: some Sequence<UInt8>) {
        if isEmpty { removeAll() }
        bytes.append(contentsOf: more)
    }

    mutating func prepend(_ earlier: [UInt8]) {
        bytes = earlier + bytes[head...]
        head = 0
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 8192)
        head = 0
    }

    mutating func takeAll() -> [UInt8] {
        defer { removeAll() }
        return Array(bytes[head...])
    }

    mutating func nextByte() -> UInt8? {
        guard head < bytes.count else { return nil }
        defer { head += 1 }
        return bytes[head]
    }

    /// Takes the next scalar; what is no UTF-8 becomes U+FFFD. Nil when it is not complete yet.
    mutating func nextScalar() -> Unicode.Scalar? {
        guard head < bytes.count else { return nil }
        let length =
            switch bytes[head] {
            case 0..<0x80: 1
            case 0xC2..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0..<0xF5: 4
            default: 1
            }
        let end = min(head + length, bytes.count)
        let isBroken = bytes[(head + 1)..<end].contains { $0 & 0xC0 != 0x80 }
        if !isBroken && end - head < length { return nil }
        var decoder = UTF8()
        var iterator = bytes[head..<end].makeIterator()
        guard !isBroken, case .scalarValue(let scalar) = decoder.decode(&iterator) else {
            head += 1
            return "\u{FFFD}"
        }
        head = end
        return scalar
    }
}
