/// An encoding ready to use: text to ids and back, exactly as tiktoken 0.14 does it.
///
/// A small value; copies share the tables, which lie in the binary and cost nothing to start with. Tokens are
/// `UInt32` ids. Text is taken as ordinary text, unless a method takes a `SpecialTokenPolicy`.
public struct Tokenizer: Sendable {
    let definition: EncodingDefinition

    /// The encoding's name.
    public var encoding: Encoding { definition.encoding }

    /// Finds the tables of an encoding.
    ///
    /// - Throws: `TokenizationError.Code.unknownEncoding`, listing the known ones.
    public init(_ encoding: Encoding) throws(TokenizationError) {
        guard let definition = EncodingDefinition.named(encoding) else {
            throw TokenizationError.unknownEncoding(encoding.name)
        }
        self.definition = definition
    }

    init(_ definition: EncodingDefinition) { self.definition = definition }

    /// One past the highest id, special tokens included.
    public var idLimit: UInt32 { max(definition.table.idLimit, (definition.special.texts.keys.max() ?? 0) + 1) }

    /// The special tokens and their ids.
    public var specialTokens: [String: UInt32] { definition.special.ids }

    /// Encodes a text; special tokens in it are ordinary text.
    public func encode(_ text: String) -> [UInt32] {
        text.withUTF8Bytes { ids(of: $0) }
    }

    /// Encodes a text with special tokens allowed, refused or ordinary.
    ///
    /// - Throws: `TokenizationError.Code.specialTokenRefused`, naming the first that is in the text, and
    ///   `unknownSpecialToken` for an allowed name that the encoding does not have.
    public func encode(_ text: String, special: SpecialTokenPolicy) throws(TokenizationError) -> [UInt32] {
        if special == .ordinary { return encode(text) }
        try checkNames(special)
        let result = text.withUTF8Bytes { bytes in encode(bytes, special: special) }
        return try result.get()
    }

    /// Encodes bytes as they are.
    ///
    /// Where they stop being UTF-8 the patterns no longer apply: as in tiktoken, everything from there on, with the
    /// piece before it, is merged as one piece.
    public func encode(bytes: [UInt8]) -> [UInt32] {
        bytes.withUnsafeBufferPointer { encode(bytes: $0) }
    }

    private func checkNames(_ special: SpecialTokenPolicy) throws(TokenizationError) {
        guard case .only(let names) = special.allowed else { return }
        for name in names.sorted() where definition.special.ids[name] == nil {
            throw TokenizationError.unknownSpecialToken(name, encoding)
        }
    }

    private func encode(
        _ bytes: UnsafeBufferPointer<UInt8>, special: SpecialTokenPolicy
    ) -> Result<[UInt32], TokenizationError> {
        if special.refusesOthers,
            let refused = definition.special.first(in: bytes, from: 0, where: { !special.allows($0) })
        {
            return .failure(.specialTokenRefused(refused.text, encoding))
        }
        var result: [UInt32] = []
        var start = 0
        while let found = definition.special.first(in: bytes, from: start, where: special.allows) {
            result += ids(of: UnsafeBufferPointer(rebasing: bytes[start..<found.range.lowerBound]))
            result.append(found.id)
            start = found.range.upperBound
        }
        result += ids(of: UnsafeBufferPointer(rebasing: bytes[start...]))
        return .success(result)
    }
}

extension Tokenizer {
    /// The tokenizer of cl100k_base.
    public static let cl100k_base = Tokenizer(EncodingDefinition.cl100k)
    /// The tokenizer of o200k_base.
    public static let o200k_base = Tokenizer(EncodingDefinition.o200k)
}
