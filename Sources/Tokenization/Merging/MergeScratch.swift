/// Memory that merging needs, reused from call to call; one call uses it at a time.
final class MergeScratch: @unchecked Sendable {  // handed out by ScratchPool to one call at a time
    /// Longest piece that the scan over a bitmap of parts takes; the larger ones go through `LargePieceMerger`.
    static let smallLimit = 64

    /// The ids of the last merge, from the first.
    private(set) var ids: UnsafeMutablePointer<UInt32>
    private var capacity: Int
    private let keys: UnsafeMutablePointer<UInt32>
    private let parts: UnsafeMutablePointer<UInt32>
    private var large: LargePieceMerger?
    private let cache = PieceCache()

    init() {
        capacity = Self.smallLimit
        ids = .allocate(capacity: Self.smallLimit)
        keys = .allocate(capacity: Self.smallLimit)
        parts = .allocate(capacity: Self.smallLimit)
        keys.initialize(repeating: .max, count: Self.smallLimit)
        parts.initialize(repeating: 0, count: Self.smallLimit)
    }

    deinit {
        ids.deallocate()
        keys.deallocate()
        parts.deallocate()
    }

    /// Counts the ids of a piece that is no token itself. 32 bytes from `piece` on must be readable.
    @inline(__always)
    func count(_ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable) -> Int {
        guard count <= PieceCache.longest else { return long(piece, count: count, in: table) }
        let key = PieceCache.key(piece, count: count)
        let entry = cache.entry(for: key)
        if entry.pointee.piece == key { return Int(truncatingIfNeeded: entry.pointee.numberAndIDs[0]) }
        return fill(entry, key, piece, count, table)
    }

    /// Merges a piece that is no token itself; the ids are lent out. 32 bytes from `piece` on must be readable.
    @inline(__always)
    func ids(
        _ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable
    ) -> UnsafeBufferPointer<UInt32> {
        let found: Int
        if count <= PieceCache.longest {
            let key = PieceCache.key(piece, count: count)
            let entry = cache.entry(for: key)
            if entry.pointee.piece == key, entry.pointee.numberAndIDs[0] <= PieceCache.idCapacity {
                let line = UnsafeRawPointer(entry).assumingMemoryBound(to: UInt32.self)
                return UnsafeBufferPointer(start: line + 9, count: Int(entry.pointee.numberAndIDs[0]))
            }
            found = fill(entry, key, piece, count, table)
        } else {
            found = long(piece, count: count, in: table)
        }
        return UnsafeBufferPointer(start: ids, count: found)
    }

    @inline(never)
    private func fill(
        _ entry: UnsafeMutablePointer<PieceCache.Entry>, _ key: SIMD4<UInt64>, _ piece: UnsafePointer<UInt8>,
        _ count: Int, _ table: VocabularyTable
    ) -> Int {
        let found = long(piece, count: count, in: table)
        entry.pointee.piece = key
        var numberAndIDs = SIMD8<UInt32>()
        numberAndIDs[0] = UInt32(truncatingIfNeeded: found)
        for index in 0..<min(found, PieceCache.idCapacity) { numberAndIDs[index &+ 1] = ids[index] }
        entry.pointee.numberAndIDs = numberAndIDs
        return found
    }

    /// Encodes a piece that is no token of up to 15 bytes.
    private func long(_ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable) -> Int {
        let id = table.longID(of: piece, count: count)
        if id != VocabularyTable.none {
            ids[0] = id
            return 1
        }
        if count <= Self.smallLimit { return mergeSmall(piece, count, table) }
        var merger = large ?? LargePieceMerger()
        large = nil
        if capacity < count {
            ids.deallocate()
            ids = .allocate(capacity: count)
            capacity = count
        }
        let found = merger.merge(piece, count: count, in: table, into: ids)
        large = merger
        return found
    }

    /// Frees what a very long piece needed, so that it is not kept for the life of the process.
    func shrink() {
        large?.shrink()
        if capacity > 1 << 16 {
            ids.deallocate()
            ids = .allocate(capacity: Self.smallLimit)
            capacity = Self.smallLimit
        }
    }

    /// Keeps part `i` in bit `i` of a mask and its merge with the next part as `rank << 6 | i`, so that one minimum
    /// over the keys gives the lowest rank and of equal ranks the leftmost.
    private func mergeSmall(_ piece: UnsafePointer<UInt8>, _ count: Int, _ table: VocabularyTable) -> Int {
        let keys = keys
        let parts = parts
        var left = piece[0]
        for index in 0..<(count &- 1) {
            let right = piece[index &+ 1]
            let rank = table.merge(bytes: left, right)
            keys[index] = rank == VocabularyTable.none ? .max : rank &<< 6 | UInt32(truncatingIfNeeded: index)
            parts[index] = table.id(ofByte: left)
            left = right
        }
        keys[count &- 1] = .max
        parts[count &- 1] = table.id(ofByte: left)
        var alive: UInt64 = count == 64 ? ~0 : (1 &<< UInt64(count)) &- 1
        while true {
            var best = UInt32.max
            for index in 0..<count where keys[index] < best { best = keys[index] }
            if best == .max { break }
            let position = UInt64(best & 63)
            let merged = best &>> 6
            let index = Int(truncatingIfNeeded: position)
            let after = alive & (~1 &<< position)
            let removed = after.trailingZeroBitCount
            keys[removed] = .max
            parts[index] = merged
            alive &= ~(1 &<< UInt64(removed))
            let following = alive & (~1 &<< position)
            keys[index] = .max
            if following != 0 {
                let rank = table.merge(merged, parts[following.trailingZeroBitCount])
                if rank != VocabularyTable.none { keys[index] = rank &<< 6 | UInt32(truncatingIfNeeded: index) }
            }
            let before = alive & ((1 &<< position) &- 1)
            if before != 0 {
                let previous = 63 &- before.leadingZeroBitCount
                let rank = table.merge(parts[previous], merged)
                keys[previous] =
                    rank == VocabularyTable.none ? .max : rank &<< 6 | UInt32(truncatingIfNeeded: previous)
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
}
