import CTokenData

/// The check that bytes are UTF-8.
enum UTF8Validation {
    /// Counts the bytes at the start that are complete, valid UTF-8.
    static func validPrefix(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let count = bytes.count
        var index = 0
        while index &+ 64 <= count {
            if token_has_non_ascii(base + index) {
                let block = token_check_utf8(base + index)
                if !block.is_valid { break }
                index &+= Int(block.size)
            } else {
                index &+= 64
            }
        }
        while index < count {
            let first = base[index]
            if first < 0x80 {
                index &+= 1
                continue
            }
            let length = sequenceLength(base + index, available: count &- index)
            if length == 0 { return index }
            index &+= length
        }
        return count
    }

    /// Measures a character of two to four bytes; 0 when it is cut off, overlong, a surrogate or out of range.
    @inline(__always)
    private static func sequenceLength(_ bytes: UnsafePointer<UInt8>, available: Int) -> Int {
        func continues(_ offset: Int) -> Bool { bytes[offset] & 0xC0 == 0x80 }
        switch bytes[0] {
        case 0xC2...0xDF:
            return available >= 2 && continues(1) ? 2 : 0
        case 0xE0...0xEF:
            guard available >= 3, continues(1), continues(2) else { return 0 }
            if bytes[0] == 0xE0, bytes[1] < 0xA0 { return 0 }
            if bytes[0] == 0xED, bytes[1] >= 0xA0 { return 0 }
            return 3
        case 0xF0...0xF4:
            guard available >= 4, continues(1), continues(2), continues(3) else { return 0 }
            if bytes[0] == 0xF0, bytes[1] < 0x90 { return 0 }
            if bytes[0] == 0xF4, bytes[1] >= 0x90 { return 0 }
            return 4
        default:
            return 0
        }
    }
}
