extension Tokenizer {
    /// Counts the tokens of a text; special tokens in it are ordinary text.
    public func count(_ text: String) -> Int {
        text.withUTF8Bytes { count($0) }
    }

    /// Counts the tokens of a text up to a limit, and stops there.
    ///
    /// - Returns: the count, or nil when there are more than `limit`.
    public func count(_ text: String, upTo limit: Int) -> Int? {
        let total = text.withUTF8Bytes { count($0, limit: limit) }
        return total <= limit ? total : nil
    }

    /// Counts the tokens of bytes; of bytes that are not UTF-8 as `encode(bytes:)` does.
    public func count(utf8 bytes: Span<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            UTF8Validation.validPrefix(of: bytes) == bytes.count ? count(bytes) : encode(bytes: bytes).count
        }
    }
}
