extension Tokenizer {
    /// Encodes bytes of any kind; see `encode(bytes:)`.
    func encode(bytes: UnsafeBufferPointer<UInt8>) -> [UInt32] {
        let valid = UTF8Validation.validPrefix(of: bytes)
        if valid == bytes.count { return ids(of: bytes) }
        guard let base = bytes.baseAddress else { return [] }
        let text = ClassifiedText(base, count: valid)
        var lastPiece = 0
        var index = 0
        while index < valid {
            lastPiece = index
            index = pieceEnd(in: text, from: index)
        }
        var result = ids(of: UnsafeBufferPointer(start: base, count: valid))
        let stable =
            result.count - ids(of: UnsafeBufferPointer(start: base + lastPiece, count: valid - lastPiece)).count
        // White space before the last piece joins it when that begins with white space too, as in tiktoken's
        // `_increase_last_piece_token_len`.
        var kept = stable
        var start = lastPiece
        if stable < result.count, isBlank(result[stable]) {
            while kept > 0, isBlank(result[kept - 1]) {
                kept -= 1
                start -= definition.table.bytesOfToken(result[kept]).count
            }
        }
        result.removeSubrange(kept...)
        appendPiece(UnsafeBufferPointer(start: base + start, count: bytes.count - start), to: &result)
        return result
    }

    /// Encodes bytes as one piece, whatever they are.
    private func appendPiece(_ piece: UnsafeBufferPointer<UInt8>, to result: inout [UInt32]) {
        guard let base = piece.baseAddress else { return }
        let scratch = definition.scratch.take()
        // A short piece is read as 32 bytes.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { memory in
            guard let copy = memory.baseAddress else { return }
            if piece.count < 32 {
                copy.initialize(repeating: 0, count: 32)
                copy.update(from: base, count: piece.count)
            }
            let start = piece.count < 32 ? UnsafePointer(copy) : base
            result.append(contentsOf: scratch.encode(start, count: piece.count, in: definition.table))
        }
        definition.scratch.giveBack(scratch)
    }

    private func isBlank(_ id: UInt32) -> Bool {
        definition.table.bytesOfToken(id).allSatisfy {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t")
        }
    }
}
