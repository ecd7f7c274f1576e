import CTokenData

/// The tokens of short pieces that came up lately, whether the piece is a token itself or is merged from several.
///
/// Text repeats its words: one look here stands for the vocabulary's three dependent ones, or for a merge. What counting
/// needs of an entry is 16 bytes, so that the words of a long text stay in the second-level cache; only a cache that
/// encoding uses has ids, and they lie apart.
///
/// Each piece has one place; a newcomer takes it. (A second place for the piece that was there saved merges, and its
/// moves cost as much.) A value of pointers: copies share the entries, and `deallocate` is called once.
struct ShortPieceCache {
    /// Ids that an entry holds; of a piece with more, only the number is kept.
    static let idCapacity = 4
    /// The first size suits a prompt of some words and costs next to nothing to begin with. Text that fills it gets the
    /// next. 2^14 counted code at 60 % of the speed of 2^16; 2^17 left the second-level cache and was no faster.
    private static let sizes: [UInt64] = [10, 13, 17]

    private let size: Int
    private let shift: UInt64
    private let memory: UnsafeMutableRawPointer
    /// Piece and number of ids, which is in the high half of the last byte. An entry of zeros is empty.
    private let keys: UnsafeMutablePointer<UInt64>
    private let ids: UnsafeMutablePointer<SIMD4<UInt32>>?
    private let masks: UnsafeRawPointer
    private var insertions = 0

    /// Starts small.
    init(withIDs: Bool) { self.init(size: 0, withIDs) }

    private init(size: Int, _ withIDs: Bool) {
        self.size = size
        let bits = Self.sizes[size]
        shift = 64 - bits
        let keySize = 16 << Int(bits)
        let end = withIDs ? 2 * keySize : keySize
        memory = token_zeroed_lines(end + 32)
        keys = memory.assumingMemoryBound(to: UInt64.self)
        ids = withIDs ? (memory + keySize).assumingMemoryBound(to: SIMD4<UInt32>.self) : nil
        (memory + end).storeBytes(of: SIMD2(repeating: ~0), as: SIMD2<UInt64>.self)
        masks = UnsafeRawPointer(memory + end)
    }

    func deallocate() { token_free_lines(memory) }

    /// Whether so many pieces came that more room would have kept some of them.
    @inline(__always)
    var isFull: Bool { insertions > 1 &<< Int(64 &- shift) && size + 1 < Self.sizes.count }

    /// Starts anew in the next size; no copy is to be used any more.
    mutating func grow() {
        deallocate()
        self = ShortPieceCache(size: size + 1, ids != nil)
    }

    /// Finds the number of ids of a piece of any length, 0 when it is not in its place. 16 bytes must be readable.
    @inline(__always)
    func count(_ bytes: UnsafePointer<UInt8>, length: Int) -> Int {
        count(at: slot(of: piece(bytes, length: length)), piece(bytes, length: length), length: length)
    }

    /// Finds the ids of a piece of any length, as `count` does. The first four may be read whatever their number.
    @inline(__always)
    func ids(_ bytes: UnsafePointer<UInt8>, length: Int) -> (ids: SIMD4<UInt32>, count: Int) {
        guard let ids else { return (SIMD4(), 0) }
        let piece = piece(bytes, length: length)
        let slot = slot(of: piece)
        return (ids[slot], count(at: slot, piece, length: length))
    }

    @inline(__always)
    private func count(at slot: Int, _ piece: ShortPiece, length: Int) -> Int {
        let last = keys[2 &* slot &+ 1]
        // The number of ids is shifted out; a longer piece is never here.
        let difference =
            (keys[2 &* slot] ^ piece.low) | ((last ^ piece.high) &<< 4) | (UInt64(truncatingIfNeeded: length) &>> 4)
        return difference == 0 ? Int(truncatingIfNeeded: last &>> 60) : 0
    }

    /// Reads a piece, or the first 15 bytes of a longer one; 16 must be readable.
    @inline(__always)
    func piece(_ bytes: UnsafePointer<UInt8>, length: Int) -> ShortPiece {
        ShortPiece(bytes, count: min(length, ShortPiece.longest), masks: masks)
    }

    /// Puts a piece of at most 15 bytes in its place.
    @inline(__always)
    mutating func insert(_ piece: ShortPiece, _ found: UnsafeBufferPointer<UInt32>) {
        let slot = slot(of: piece)
        insertions &+= 1
        keys[2 &* slot] = piece.low
        keys[2 &* slot &+ 1] = piece.high | UInt64(truncatingIfNeeded: found.count) &<< 60
        guard let ids else { return }
        var line = SIMD4<UInt32>()
        for index in 0..<min(found.count, Self.idCapacity) { line[index] = found[index] }
        ids[slot] = line
    }

    @inline(__always)
    private func slot(of piece: ShortPiece) -> Int { Int(truncatingIfNeeded: piece.hash &>> shift) }
}
