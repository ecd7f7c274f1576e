/// Takes the pieces of a text, one after the other.
protocol PieceSink {
    /// Takes a piece; 32 bytes from its start on can be read. At most 64 come between two calls of `settle`.
    mutating func add(_ piece: UnsafePointer<UInt8>, _ length: Int)

    /// Finishes what was put off. Returns false when the sink has enough.
    mutating func settle() -> Bool
}

/// Cuts a text into the pieces of a pattern: blocks of 64 bytes by `BlockStarts`, what is left piece by piece.
enum PieceWalk {
    /// The bytes at the end of a text that are worked on in a copy, so that reading a block and 32 bytes from
    /// anywhere in it never leaves the text.
    private static let tail = 96
    private static let copyCapacity = 256

    /// Gives the pieces of valid UTF-8 to `sink` until it has enough.
    @inline(__always)
    static func run<Pattern: PiecePattern, Sink: PieceSink>(
        _: Pattern.Type, _ bytes: UnsafePointer<UInt8>, count: Int, into sink: inout Sink
    ) {
        var index = 0
        let text = ClassifiedText(bytes, count: count)
        guard walk(Pattern.self, text, from: &index, leaving: tail, &sink), index < count else { return }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: copyCapacity) { memory in
            guard let copy = memory.baseAddress else { return }
            let rest = count &- index
            copy.update(from: bytes + index, count: rest)
            (copy + rest).update(repeating: 0, count: copyCapacity &- rest)
            index = 0
            _ = walk(Pattern.self, ClassifiedText(copy, count: rest), from: &index, leaving: 1, &sink)
        }
    }

    /// Walks from `index` while at least `leaving` bytes remain; false when the sink has enough.
    @inline(never)
    private static func walk<Pattern: PiecePattern, Sink: PieceSink>(
        _: Pattern.Type, _ text: ClassifiedText, from index: inout Int, leaving: Int, _ sink: inout Sink
    ) -> Bool {
        var position = index
        var taker = sink
        defer {
            index = position
            sink = taker
        }
        while text.count &- position >= leaving {
            let bytes = text.bytes + position
            let block = BlockClasses(Pattern.self, text, at: position, count: min(64, text.count &- position))
            var starts = Pattern.starts(in: BlockStarts(block)) & ~1
            if starts != 0 {
                var start = 0
                repeat {
                    let end = starts.trailingZeroBitCount
                    taker.add(bytes + start, end &- start)
                    start = end
                    starts &= starts &- 1
                } while starts != 0
                position &+= start
            } else {
                let end = Pattern.pieceEnd(in: text, from: position)
                taker.add(bytes, end &- position)
                position = end
            }
            guard taker.settle() else { return false }
        }
        return true
    }
}
