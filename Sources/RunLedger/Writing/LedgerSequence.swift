/// Numbers for facts in the order of their commits, over all processes on the file.
///
/// Numbers come in blocks, so that the file's counter is written once a block. A writer that sees that somebody else
/// has written drops the rest of its block and takes a new one behind theirs.
struct LedgerSequence {
    static let blockSize: Int64 = 256
    private var next: Int64 = 0
    private var end: Int64 = 0

    /// How many numbers are left.
    var remaining: Int64 { end - next }

    /// Takes up the block [first, end).
    mutating func take(first: Int64, end: Int64) {
        next = first
        self.end = end
    }

    /// Forgets the block: somebody else may have written since, or it was never committed.
    mutating func drop() {
        next = 0
        end = 0
    }

    mutating func draw() -> Int64 {
        precondition(next < end, "a block is taken before its facts are written")
        defer { next += 1 }
        return next
    }
}
