extension Tokenizer {
    /// Counts valid UTF-8; stops as soon as there are more than `limit` tokens.
    func count(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let scratch = definition.scratch.take()
        var sink = CountingSink(definition.table, scratch, limit: limit)
        walk(base, bytes.count, into: &sink)
        definition.scratch.giveBack(scratch)
        return sink.total
    }

    /// Encodes valid UTF-8; stops after the piece with which there are more than `limit` tokens.
    func ids(of bytes: UnsafeBufferPointer<UInt8>, limit: Int = .max) -> [UInt32] {
        guard let base = bytes.baseAddress else { return [] }
        let scratch = definition.scratch.take()
        let expected = min(limit, bytes.count / 4) + 8
        var sink = CollectingSink(definition.table, scratch, expecting: expected, limit: limit)
        walk(base, bytes.count, into: &sink)
        definition.scratch.giveBack(scratch)
        return sink.ids
    }

    @inline(__always)
    func walk<Sink: PieceSink>(_ base: UnsafePointer<UInt8>, _ count: Int, into sink: inout Sink) {
        switch definition.pattern {
        case .cl100k: PieceWalk.run(CL100KPattern.self, base, count: count, into: &sink)
        case .o200k: PieceWalk.run(O200KPattern.self, base, count: count, into: &sink)
        case .gpt2: PieceWalk.run(GPT2Pattern.self, base, count: count, into: &sink)
        }
    }

    func pieceEnd(in text: ClassifiedText, from index: Int) -> Int {
        switch definition.pattern {
        case .cl100k: CL100KPattern.pieceEnd(in: text, from: index)
        case .o200k: O200KPattern.pieceEnd(in: text, from: index)
        case .gpt2: GPT2Pattern.pieceEnd(in: text, from: index)
        }
    }
}
