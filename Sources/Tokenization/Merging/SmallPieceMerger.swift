/// Merging of pieces of up to 64 bytes.
///
/// Part `i` is kept in bit `i` of a mask, and its merge with the next part as `rank << 6 | i`, so that one minimum over
/// the keys gives the lowest rank and of equal ranks the leftmost.
///
/// Pointers, for one call at a time; copies share the memory, and `deallocate` is called once.
struct SmallPieceMerger {
    /// Bytes of the longest piece.
    static let longest = 64
    /// A key is a float, since the least of four floats is one instruction of any x86-64 and the least of four
    /// integers is four. Floats of the same sign are in the order of their bits; this one keeps them normal.
    private static let base: UInt32 = 0x4000_0000
    /// No merge.
    private static let idle: UInt32 = 0x7F00_0000

    /// The ids of the last merge, from the first.
    let ids: UnsafeMutablePointer<UInt32>
    private let parts: UnsafeMutablePointer<UInt32>
    private let keys: UnsafeMutablePointer<UInt32>
    private let memory: UnsafeMutableRawPointer

    init() {
        memory = .allocate(byteCount: 12 * Self.longest, alignment: 64)
        memory.initializeMemory(as: UInt32.self, repeating: 0, count: 3 * Self.longest)
        keys = memory.assumingMemoryBound(to: UInt32.self)
        parts = keys + Self.longest
        ids = parts + Self.longest
    }

    func deallocate() { memory.deallocate() }

    /// Merges a piece, and returns the number of its ids.
    func merge(_ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable) -> Int {
        if count == 1 {
            ids[0] = table.id(ofByte: piece[0])
            return 1
        }
        let vectors = start(piece, count, table)
        var alive: UInt64 = ~0 &>> UInt64(truncatingIfNeeded: 64 &- count)
        while true {
            let best = lowestKey(vectors)
            if best == Self.idle { break }
            let position = UInt64(best & 63)
            let index = Int(truncatingIfNeeded: position)
            let merged = (best & ~Self.base) &>> 6
            let after = alive & (~1 &<< position)
            alive ^= after & (0 &- after)
            keys[after.trailingZeroBitCount] = Self.idle
            parts[index] = merged
            let following = after & (after &- 1)
            keys[index] = Self.idle
            if following != 0 {
                keys[index] = key(table.merge(merged, parts[following.trailingZeroBitCount]), index)
            }
            let before = alive & ((1 &<< position) &- 1)
            if before != 0 {
                let previous = 63 &- before.leadingZeroBitCount
                keys[previous] = key(table.merge(parts[previous], merged), previous)
            }
        }
        var found = 0
        while alive != 0 {
            ids[found] = parts[alive.trailingZeroBitCount]
            found &+= 1
            alive &= alive &- 1
        }
        return found
    }

    /// Fills in the single bytes; returns the number of vectors of keys.
    @inline(__always)
    private func start(_ piece: UnsafePointer<UInt8>, _ count: Int, _ table: VocabularyTable) -> Int {
        var left = piece[0]
        for index in 0..<(count &- 1) {
            let right = piece[index &+ 1]
            keys[index] = key(table.merge(bytes: left, right), index)
            parts[index] = table.id(ofByte: left)
            left = right
        }
        parts[count &- 1] = table.id(ofByte: left)
        let vectors = (count &+ 7) &>> 3
        for index in (count &- 1)..<(8 &* vectors) { keys[index] = Self.idle }
        return vectors
    }

    @inline(__always)
    private func key(_ rank: UInt32, _ index: Int) -> UInt32 {
        rank == VocabularyTable.none ? Self.idle : Self.base | rank &<< 6 | UInt32(truncatingIfNeeded: index)
    }

    @inline(__always)
    private func lowestKey(_ vectors: Int) -> UInt32 {
        let raw = UnsafeRawPointer(keys)
        var low = raw.load(as: SIMD4<Float>.self)
        var high = raw.load(fromByteOffset: 16, as: SIMD4<Float>.self)
        for index in 1..<vectors {
            let nextLow = raw.load(fromByteOffset: 32 &* index, as: SIMD4<Float>.self)
            let nextHigh = raw.load(fromByteOffset: 32 &* index &+ 16, as: SIMD4<Float>.self)
            low.replace(with: nextLow, where: nextLow .< low)
            high.replace(with: nextHigh, where: nextHigh .< high)
        }
        low.replace(with: high, where: high .< low)
        let swapped = SIMD4(low[2], low[3], low[0], low[1])
        low.replace(with: swapped, where: swapped .< low)
        return min(low[0].bitPattern, low[1].bitPattern)
    }
}
