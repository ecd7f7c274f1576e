/// A piece of at most 15 bytes, as the vocabularies and the cache spell it: its bytes padded with zeros, and its length
/// in the low half of the last byte.
struct ShortPiece: Equatable {
    /// Bytes of the longest one.
    static let longest = 15
    let low: UInt64
    let high: UInt64

    /// Reads the first `count` bytes; 16 must be readable. `masks` are 16 bytes of ones and then 16 of zeros.
    @inline(__always)
    init(_ bytes: UnsafePointer<UInt8>, count: Int, masks: UnsafeRawPointer) {
        let raw = UnsafeRawPointer(bytes)
        // Reading the masks from memory takes fewer instructions than making them from the length.
        let mask = masks + (16 &- count)
        low = raw.loadUnaligned(as: UInt64.self) & mask.loadUnaligned(as: UInt64.self)
        let next = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        high =
            (next & mask.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) | UInt64(truncatingIfNeeded: count) &<< 56
    }

    /// The hash that the vocabularies are generated with.
    @inline(__always)
    var hash: UInt64 {
        let product = (low ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: high ^ 0xC2B2_AE3D_27D4_EB4F)
        return product.high ^ product.low
    }
}
