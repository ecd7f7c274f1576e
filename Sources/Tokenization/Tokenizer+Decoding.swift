extension Tokenizer {
    /// Gives the bytes of one token, special or not.
    ///
    /// - Throws: `TokenizationError.Code.unknownToken`.
    public func bytes(of id: UInt32) throws(TokenizationError) -> [UInt8] {
        var result: [UInt8] = []
        try append(id, to: &result)
        return result
    }

    /// Decodes ids to the bytes they stand for.
    ///
    /// - Throws: `TokenizationError.Code.unknownToken`, naming the first id that the encoding does not have.
    public func decode(_ ids: some Sequence<UInt32>) throws(TokenizationError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(4 * ids.underestimatedCount)
        for id in ids { try append(id, to: &result) }
        return result
    }

    /// Decodes ids to text.
    ///
    /// - Parameters:
    ///   - ids: the ids.
    ///   - repairing: puts U+FFFD in the place of bytes that are not UTF-8, which ids cut out of the middle of an
    ///     encoding easily are.
    /// - Throws: `unknownToken`; `invalidUTF8` unless `repairing`.
    public func decodeText(
        _ ids: some Sequence<UInt32>, repairing: Bool = false
    ) throws(TokenizationError) -> String {
        let bytes = try decode(ids)
        if !repairing {
            let valid = bytes.withUnsafeBufferPointer { UTF8Validation.validPrefix(of: $0) }
            if valid < bytes.count { throw TokenizationError.invalidUTF8(valid) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func append(_ id: UInt32, to result: inout [UInt8]) throws(TokenizationError) {
        if id < definition.table.idLimit {
            let bytes = definition.table.bytesOfToken(id)
            if bytes.count > 0 {
                result.append(contentsOf: bytes)
                return
            }
        }
        guard let text = definition.special.texts[id] else { throw TokenizationError.unknownToken(id, encoding) }
        result.append(contentsOf: text.utf8)
    }
}
