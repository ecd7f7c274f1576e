import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's random numbers, fetched 32 at a time: a turn makes a dozen identifiers, and the system call costs more
/// than the rest of one.
struct RandomBits: RandomNumberGenerator {
    /// One for the process.
    static let shared = NIOLockedValueBox(RandomBits())

    private var words: [UInt64] = []

    mutating func next() -> UInt64 {
        if words.isEmpty {
            words = [UInt64](unsafeUninitializedCapacity: 32) { buffer, count in
                // Fails only for more than 256 bytes at a time.
                let failed = getentropy(buffer.baseAddress, 256) != 0
                count = failed ? 0 : 32
            }
            if words.isEmpty { words = [UInt64.random(in: 0...(.max))] }
        }
        return words.removeLast()
    }
}
