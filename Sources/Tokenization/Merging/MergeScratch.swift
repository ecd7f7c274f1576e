/// Memory that encoding needs, reused from call to call; one call uses it at a time.
final class MergeScratch: @unchecked Sendable {  // handed out by ScratchPool to one call at a time
    /// More than the pieces of a block.
    private static let blockLimit = 80

    /// Where a piece is.
    struct Piece {
        let start: UnsafePointer<UInt8>
        let count: Int
    }

    /// What counting and encoding know of short pieces. A sink has a copy, and takes a new one after each piece that it
    /// does not find there.
    private(set) var counts = ShortPieceCache(withIDs: false)
    private(set) var encodings = ShortPieceCache(withIDs: true)
    /// Pieces of a block that wait to be encoded, and ids of a block that wait to be collected.
    let unknown: UnsafeMutablePointer<Piece>
    let waiting: UnsafeMutablePointer<UInt32>
    private let small = SmallPieceMerger()
    private let cache = PieceCache()
    private var large: LargePieceMerger?
    private var largeIDs = UnsafeMutableBufferPointer<UInt32>(start: nil, count: 0)

    init() {
        unknown = .allocate(capacity: Self.blockLimit)
        waiting = .allocate(capacity: Self.blockLimit * ShortPieceCache.idCapacity)
        waiting.initialize(repeating: 0, count: Self.blockLimit * ShortPieceCache.idCapacity)
    }

    deinit {
        unknown.deallocate()
        waiting.deallocate()
        small.deallocate()
        largeIDs.deallocate()
        counts.deallocate()
        encodings.deallocate()
    }

    /// Encodes the first pieces in `unknown`, and returns the number of their ids.
    @inline(never)
    func countUnknown(_ pieces: Int, in table: VocabularyTable) -> Int {
        var cache = counts
        var total = 0
        for index in 0..<pieces {
            let piece = unknown[index]
            if piece.count > ShortPiece.longest {
                total &+= encode(piece.start, count: piece.count, in: table).count
            } else {
                let short = cache.piece(piece.start, length: piece.count)
                let found = encode(short, piece.start, count: piece.count, in: table)
                cache.insert(short, found)
                total &+= found.count
            }
        }
        if cache.isFull { cache.grow() }
        counts = cache
        return total
    }

    /// Encodes a piece whose ids are not in `encodings`; the ids are lent out. `known` when it is there but has too many.
    @inline(never)
    func encode(
        _ piece: UnsafePointer<UInt8>, count: Int, known: Bool, in table: VocabularyTable
    ) -> UnsafeBufferPointer<UInt32> {
        if known || count > ShortPiece.longest { return encode(piece, count: count, in: table) }
        var cache = encodings
        let short = cache.piece(piece, length: count)
        let found = encode(short, piece, count: count, in: table)
        cache.insert(short, found)
        if cache.isFull { cache.grow() }
        encodings = cache
        return found
    }

    /// Encodes a piece of at most 15 bytes; the ids are lent out.
    @inline(__always)
    private func encode(
        _ short: ShortPiece, _ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable
    ) -> UnsafeBufferPointer<UInt32> {
        let id = table.shortID(of: short)
        if id == VocabularyTable.none { return merge(piece, count: count, in: table) }
        small.ids[0] = id
        return UnsafeBufferPointer(start: small.ids, count: 1)
    }

    @inline(never)
    private func merge(
        _ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable
    ) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: small.ids, count: small.merge(piece, count: count, in: table))
    }

    /// Encodes a piece that is no token of up to 15 bytes; the ids are lent out. 32 bytes from `piece` on must be
    /// readable.
    @inline(never)
    func encode(
        _ piece: UnsafePointer<UInt8>, count: Int, in table: VocabularyTable
    ) -> UnsafeBufferPointer<UInt32> {
        guard count <= PieceCache.longest else { return encodeLong(piece, count, table) }
        let key = PieceCache.key(piece, count: count)
        let entry = cache.entry(for: key)
        if entry.pointee.piece == key, entry.pointee.numberAndIDs[0] <= PieceCache.idCapacity {
            let line = UnsafeRawPointer(entry).assumingMemoryBound(to: UInt32.self)
            return UnsafeBufferPointer(start: line + 9, count: Int(entry.pointee.numberAndIDs[0]))
        }
        let found = encodeLong(piece, count, table)
        entry.pointee.piece = key
        var numberAndIDs = SIMD8<UInt32>()
        numberAndIDs[0] = UInt32(truncatingIfNeeded: found.count)
        for index in 0..<min(found.count, PieceCache.idCapacity) { numberAndIDs[index &+ 1] = found[index] }
        entry.pointee.numberAndIDs = numberAndIDs
        return found
    }

    private func encodeLong(
        _ piece: UnsafePointer<UInt8>, _ count: Int, _ table: VocabularyTable
    ) -> UnsafeBufferPointer<UInt32> {
        let id = table.longID(of: piece, count: count)
        if id != VocabularyTable.none {
            small.ids[0] = id
            return UnsafeBufferPointer(start: small.ids, count: 1)
        }
        if count <= SmallPieceMerger.longest { return merge(piece, count: count, in: table) }
        if largeIDs.count < count {
            largeIDs.deallocate()
            largeIDs = .allocate(capacity: count)
        }
        guard let ids = largeIDs.baseAddress else { return UnsafeBufferPointer(largeIDs) }
        var merger = large ?? LargePieceMerger()
        large = nil
        let found = merger.merge(piece, count: count, in: table, into: ids)
        large = merger
        return UnsafeBufferPointer(start: ids, count: found)
    }

    /// Frees what a very long piece needed, so that it is not kept for the life of the process.
    func shrink() {
        large?.shrink()
        if largeIDs.count > 1 << 14 {
            largeIDs.deallocate()
            largeIDs = UnsafeMutableBufferPointer(start: nil, count: 0)
        }
    }
}
