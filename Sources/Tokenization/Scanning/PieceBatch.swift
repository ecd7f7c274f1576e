/// Pieces that are looked up together, so that the memory of many is waited for at once.
///
/// One after the other, a piece took three dependent loads and a branch that is mispredicted at every piece that is
/// no token; in passes over a batch the loads overlap and the branch is gone.
struct PieceBatch {
    /// Pieces at which a batch is worked off. A block of 64 bytes may go beyond it by 63.
    static let full = 64
    private static let capacity = 128
    /// Bytes of memory that a batch needs.
    static let size = capacity * 48

    /// Starts of the pieces. 32 bytes from each on can be read.
    let pieces: UnsafeMutablePointer<UnsafePointer<UInt8>>
    /// Bytes of the pieces.
    let lengths: UnsafeMutablePointer<Int>
    /// The first 16 bytes as a key of the vocabulary.
    let keys: UnsafeMutablePointer<SIMD2<UInt64>>
    /// Slots of the vocabulary's hash table, then ids of the tokens, `VocabularyTable.none` where there is none.
    let ids: UnsafeMutablePointer<UInt32>
    /// The numbers of the pieces that are no token.
    let misses: UnsafeMutablePointer<UInt32>
    /// Pieces in the batch.
    var count = 0

    /// Takes memory of `size` bytes, aligned to 16.
    init(_ memory: UnsafeMutableRawPointer) {
        keys = memory.bindMemory(to: SIMD2<UInt64>.self, capacity: Self.capacity)
        let rest = memory + 16 * Self.capacity
        pieces = rest.bindMemory(to: UnsafePointer<UInt8>.self, capacity: Self.capacity)
        lengths = (rest + 8 * Self.capacity).bindMemory(to: Int.self, capacity: Self.capacity)
        ids = (rest + 16 * Self.capacity).bindMemory(to: UInt32.self, capacity: Self.capacity)
        misses = (rest + 20 * Self.capacity).bindMemory(to: UInt32.self, capacity: Self.capacity)
    }

    @inline(__always)
    mutating func add(_ piece: UnsafePointer<UInt8>, _ length: Int) {
        pieces[count] = piece
        lengths[count] = length
        count &+= 1
    }
}
