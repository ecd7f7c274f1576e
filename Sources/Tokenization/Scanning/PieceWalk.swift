import CTokenData

/// Takes the pieces of a text, batch after batch.
protocol PieceSink {
    /// Takes a batch of pieces. Returns false to stop.
    mutating func take(_ batch: PieceBatch) -> Bool
}

/// Cuts a text into the pieces of a pattern: blocks of ASCII by `BlockStarts`, the rest piece by piece.
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
        withUnsafeTemporaryAllocation(byteCount: PieceBatch.size + copyCapacity, alignment: 16) { memory in
            guard let start = memory.baseAddress else { return }
            var batch = PieceBatch(start)
            var index = 0
            let text = ClassifiedText(bytes, count: count)
            guard walk(Pattern.self, text, from: &index, leaving: tail, &batch, &sink) else { return }
            if index < count {
                let copy = (start + PieceBatch.size).bindMemory(to: UInt8.self, capacity: copyCapacity)
                let rest = count &- index
                copy.update(from: bytes + index, count: rest)
                (copy + rest).update(repeating: 0, count: copyCapacity &- rest)
                index = 0
                let text = ClassifiedText(copy, count: rest)
                guard walk(Pattern.self, text, from: &index, leaving: 1, &batch, &sink) else { return }
            }
            if batch.count > 0 { _ = sink.take(batch) }
        }
    }

    /// Walks from `index` while at least `leaving` bytes remain; false when the sink has enough.
    @inline(never)
    private static func walk<Pattern: PiecePattern, Sink: PieceSink>(
        _: Pattern.Type, _ text: ClassifiedText, from index: inout Int, leaving: Int, _ batch: inout PieceBatch,
        _ sink: inout Sink
    ) -> Bool {
        var position = index
        var pieces = batch
        defer {
            index = position
            batch = pieces
        }
        while text.count &- position >= leaving {
            if pieces.count >= PieceBatch.full {
                guard sink.take(pieces) else { return false }
                pieces.count = 0
            }
            let bytes = text.bytes + position
            if UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                let classes = token_classify64(bytes)
                let known = min(classes.non_ascii.trailingZeroBitCount, text.count &- position)
                let valid = ~UInt64(0) &>> UInt64(truncatingIfNeeded: 64 &- known)
                var starts = Pattern.starts(in: BlockStarts(bytes, classes, valid: valid)) & ~1
                if starts != 0 {
                    var start = 0
                    repeat {
                        let end = starts.trailingZeroBitCount
                        pieces.add(bytes + start, end &- start)
                        start = end
                        starts &= starts &- 1
                    } while starts != 0
                    position &+= start
                    continue
                }
            }
            let end = Pattern.pieceEnd(in: text, from: position)
            pieces.add(bytes, end &- position)
            position = end
        }
        return true
    }
}
