/// Counts tokens, and has enough when there are more than `limit`.
struct CountingSink: PieceSink {
    private let table: VocabularyTable
    private let scratch: MergeScratch
    private var cache: ShortPieceCache
    private let unknown: UnsafeMutablePointer<MergeScratch.Piece>
    private var unknownCount = 0
    private(set) var total = 0
    private let limit: Int

    init(_ table: VocabularyTable, _ scratch: MergeScratch, limit: Int) {
        self.table = table
        self.scratch = scratch
        self.limit = limit
        cache = scratch.counts
        unknown = scratch.unknown
    }

    /// Adds up what the cache knows. The rest waits for `settle`: a branch here would be mispredicted at each of them,
    /// and the next piece's look would wait for this one's.
    @inline(__always)
    mutating func add(_ piece: UnsafePointer<UInt8>, _ length: Int) {
        let found = cache.count(piece, length: length)
        total &+= found
        unknown[unknownCount] = MergeScratch.Piece(start: piece, count: length)
        unknownCount &+= found == 0 ? 1 : 0
    }

    @inline(__always)
    mutating func settle() -> Bool {
        if unknownCount > 0 {
            total &+= scratch.countUnknown(unknownCount, in: table)
            unknownCount = 0
            cache = scratch.counts
        }
        return total <= limit
    }
}

/// Collects ids, and has enough when there are more than `limit`.
struct CollectingSink: PieceSink {
    private let table: VocabularyTable
    private let scratch: MergeScratch
    private var cache: ShortPieceCache
    private let waiting: UnsafeMutablePointer<UInt32>
    private var waitingCount = 0
    private(set) var ids: [UInt32]
    private let limit: Int

    init(_ table: VocabularyTable, _ scratch: MergeScratch, expecting count: Int, limit: Int) {
        self.table = table
        self.scratch = scratch
        self.limit = limit
        cache = scratch.encodings
        waiting = scratch.waiting
        ids = []
        ids.reserveCapacity(count)
    }

    /// Writes four ids, of which only as many count as there are: that takes no branch.
    @inline(__always)
    mutating func add(_ piece: UnsafePointer<UInt8>, _ length: Int) {
        let found = cache.ids(piece, length: length)
        UnsafeMutableRawPointer(waiting + waitingCount).storeBytes(of: found.ids, as: SIMD4<UInt32>.self)
        waitingCount &+= found.count
        if found.count == 0 || found.count > ShortPieceCache.idCapacity {
            waitingCount &-= found.count
            _ = settle()
            ids.append(contentsOf: scratch.encode(piece, count: length, known: found.count > 0, in: table))
            cache = scratch.encodings
        }
    }

    @inline(__always)
    mutating func settle() -> Bool {
        ids.append(contentsOf: UnsafeBufferPointer(start: waiting, count: waitingCount))
        waitingCount = 0
        return ids.count <= limit
    }
}
