import CTokenData

/// The ids of pieces of 16 bytes and more, and of shorter ones with more ids than `ShortPieceCache` holds, that came up
/// lately.
///
/// A fixed number of entries, each in one place; a newcomer takes the place of whoever is there.
struct PieceCache: ~Copyable {
    /// Bytes of the longest piece that is kept.
    static let longest = 31
    /// Ids that an entry holds; of a piece with more, only the number is kept.
    static let idCapacity = 7

    /// One cache line: the piece, padded with zeros, and its length; the number of its ids, then the ids.
    struct Entry {
        var piece: SIMD4<UInt64>
        var numberAndIDs: SIMD8<UInt32>
    }

    // 256 kB when all of it is used, a quarter of a second-level cache.
    private static let bits: UInt64 = 12
    private let entries: UnsafeMutablePointer<Entry>
    private let memory: UnsafeMutableRawPointer

    init() {
        let size = (1 << Int(Self.bits)) * MemoryLayout<Entry>.stride
        // Zeros, an entry of no length; pages that are never touched cost nothing.
        memory = token_zeroed_lines(size)
        entries = memory.assumingMemoryBound(to: Entry.self)
    }

    deinit { token_free_lines(memory) }

    /// Reads a piece of at most `longest` bytes as a key. 32 bytes from `piece` on must be readable.
    @inline(__always)
    static func key(_ piece: UnsafePointer<UInt8>, count: Int) -> SIMD4<UInt64> {
        let raw = UnsafeRawPointer(piece)
        var key = SIMD4<UInt64>()
        let bits = UInt64(truncatingIfNeeded: count) &* 8
        for word in 0..<4 {
            let value = raw.loadUnaligned(fromByteOffset: 8 &* word, as: UInt64.self)
            let start = UInt64(truncatingIfNeeded: word &* 64)
            key[word] = bits >= start &+ 64 ? value : bits <= start ? 0 : value & ((1 &<< (bits &- start)) &- 1)
        }
        key[3] |= UInt64(truncatingIfNeeded: count) &<< 56
        return key
    }

    /// Gives the entry where a key is, or would be put.
    @inline(__always)
    func entry(for key: SIMD4<UInt64>) -> UnsafeMutablePointer<Entry> {
        let first = (key[0] ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: key[1] ^ 0xC2B2_AE3D_27D4_EB4F)
        let second = (key[2] ^ 0xD6E8_FEB8_6659_FD93).multipliedFullWidth(by: key[3] ^ 0xFF51_AFD7_ED55_8CCD)
        let hash = (first.high ^ first.low) &+ (second.high ^ second.low)
        return entries + Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- Self.bits))
    }
}
