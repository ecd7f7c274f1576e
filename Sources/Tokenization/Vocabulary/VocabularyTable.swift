import CTokenData

/// A vocabulary as it lies in the binary: perfect hashes from bytes and from pairs of ids, and the bytes of every id.
///
/// `Scripts/generate-token-tables.py` writes the layout and describes it; the constants here are the same as there.
struct VocabularyTable: @unchecked Sendable {  // pointers into read-only data of the binary, never written or freed
    /// No token, no merge.
    static let none: UInt32 = 0xFFFF_FFFF

    /// One past the highest id of the rank file.
    let idLimit: UInt32
    /// Bytes of the longest token.
    let longest: Int
    private let bucketShift: UInt64
    private let slotCount: UInt64
    private let pairShift: UInt64
    private let pairSlotCount: UInt64
    private let longMask: Int
    private let keys: UnsafePointer<SIMD2<UInt64>>
    private let displacements: UnsafePointer<UInt16>
    private let ids: UnsafePointer<UInt32>
    private let pairDisplacements: UnsafePointer<UInt16>
    private let pairs: UnsafePointer<UInt64>
    private let bytePairs: UnsafePointer<UInt32>
    private let byteIDs: UnsafePointer<UInt32>
    private let longIDs: UnsafePointer<UInt32>
    private let arena: UnsafePointer<UInt8>

    /// Reads the header of an embedded table; `idLimit` cuts a vocabulary to its low part (r50k_base in p50k_base).
    init(_ base: UnsafePointer<UInt8>, idLimit: UInt32? = nil) {
        let raw = UnsafeRawPointer(base)
        func field(_ index: Int) -> Int { Int(raw.load(fromByteOffset: 4 * index, as: UInt32.self)) }
        func section<T>(_ index: Int, _: T.Type) -> UnsafePointer<T> {
            (raw + field(index)).assumingMemoryBound(to: T.self)
        }
        precondition(field(0) == 0x464B_5431, "the token tables are not of this version")
        self.idLimit = idLimit ?? UInt32(field(1))
        longest = field(2)
        bucketShift = UInt64(64 - field(3))
        slotCount = UInt64(field(4))
        pairShift = UInt64(64 - field(5))
        pairSlotCount = UInt64(field(6))
        longMask = field(7)
        keys = section(8, SIMD2<UInt64>.self)
        displacements = section(9, UInt16.self)
        ids = section(10, UInt32.self)
        pairDisplacements = section(11, UInt16.self)
        pairs = section(12, UInt64.self)
        bytePairs = section(13, UInt32.self)
        byteIDs = section(14, UInt32.self)
        longIDs = section(15, UInt32.self)
        arena = section(16, UInt8.self)
    }

    /// Finds a token of at most 15 bytes.
    @inline(__always)
    func shortID(of piece: ShortPiece) -> UInt32 {
        let hash = piece.hash
        let displacement = UInt64(displacements[Int(truncatingIfNeeded: hash &>> bucketShift)]) &<< 16
        let slot = (((hash & 0xFFFF_FFFF) ^ displacement) &* slotCount) &>> 32
        let candidate = ids[Int(truncatingIfNeeded: slot)]
        let entry = keys[Int(truncatingIfNeeded: candidate)]
        let isToken = ((entry[0] ^ piece.low) | (entry[1] ^ piece.high)) == 0 && candidate < idLimit
        return isToken ? candidate : Self.none
    }

    /// Finds a token of 16 bytes and more.
    @inline(never)
    func longID(of bytes: UnsafePointer<UInt8>, count: Int) -> UInt32 {
        guard count > 15, count <= longest else { return Self.none }
        let raw = UnsafeRawPointer(bytes)
        let multiplier: UInt64 = 0xFF51_AFD7_ED55_8CCD
        var hash = UInt64(count)
        var offset = 0
        while offset &+ 8 <= count {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* multiplier
            hash ^= hash &>> 32
            offset &+= 8
        }
        hash = (hash ^ raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)) &* multiplier
        hash ^= hash &>> 32
        var slot = Int(truncatingIfNeeded: hash) & longMask
        while true {  // ends at an empty slot: the table is at most half full
            let candidate = longIDs[slot]
            if candidate == Self.none { return Self.none }
            let token = bytesOfToken(candidate)
            if candidate < idLimit, token.elementsEqual(UnsafeBufferPointer(start: bytes, count: count)) {
                return candidate
            }
            slot = (slot &+ 1) & longMask
        }
    }

    /// Finds the token that two neighbouring tokens merge into.
    @inline(__always)
    func merge(_ left: UInt32, _ right: UInt32) -> UInt32 {
        let key = UInt64(left) &<< 18 | UInt64(right)
        let hash = key &* 0xD6E8_FEB8_6659_FD93
        let displacement = UInt64(pairDisplacements[Int(truncatingIfNeeded: hash &>> pairShift)]) &<< 16
        let slot = ((((hash &>> 16) & 0xFFFF_FFFF) ^ displacement) &* pairSlotCount) &>> 32
        let entry = pairs[Int(truncatingIfNeeded: slot)]
        let merged = UInt32(truncatingIfNeeded: entry &>> 36)
        return entry & 0xF_FFFF_FFFF == key && merged < idLimit ? merged : Self.none
    }

    /// Finds the token that two single bytes merge into.
    @inline(__always)
    func merge(bytes left: UInt8, _ right: UInt8) -> UInt32 {
        let merged = bytePairs[Int(left) &<< 8 | Int(right)]
        return merged < idLimit ? merged : Self.none
    }

    /// Gives the id of a single byte.
    @inline(__always)
    func id(ofByte byte: UInt8) -> UInt32 { byteIDs[Int(byte)] }

    /// Gives the bytes of a token; empty for an id below the limit that the rank file leaves out.
    @inline(__always)
    func bytesOfToken(_ id: UInt32) -> UnsafeBufferPointer<UInt8> {
        let entry = UnsafeRawPointer(keys + Int(id))
        let length = entry.load(fromByteOffset: 15, as: UInt8.self)
        if length != 255 {
            return UnsafeBufferPointer(start: entry.assumingMemoryBound(to: UInt8.self), count: Int(length))
        }
        let offset = Int(entry.load(as: UInt32.self))
        let count = Int(entry.load(fromByteOffset: 4, as: UInt32.self))
        return UnsafeBufferPointer(start: arena + offset, count: count)
    }
}
