/// A hash of a text that is the same in every process, eight bytes at a time: texts are known by what they say.
enum ContentHash {
    private static let prime: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The hash of a text.
    static func of(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var text = text
        return text.withUTF8 { bytes in
            var hash = seed ^ UInt64(bytes.count) &* prime
            let raw = UnsafeRawBufferPointer(bytes)
            var at = 0
            while at + 8 <= raw.count {
                hash = mixed(hash, UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
                at += 8
            }
            var rest: UInt64 = 0
            for index in at..<raw.count { rest = rest << 8 | UInt64(raw[index]) }
            return mixed(hash, rest)
        }
    }

    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let (high, low) = (hash ^ word).multipliedFullWidth(by: prime)
        return high ^ low
    }
}
