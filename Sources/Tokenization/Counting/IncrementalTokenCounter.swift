/// Counts the tokens of a text that arrives in parts.
///
/// `count` is at any moment exactly what the whole text so far counts. Pieces that nothing to come can change are
/// counted once and forgotten; what is kept is the end of the text from the last place where that is certain, a few
/// words as a rule. (A text without any such place, like a megabyte of one letter, is kept whole.)
public struct IncrementalTokenCounter: Sendable {
    /// Bytes that may wait before settling is tried.
    private static let patience = 256
    private let tokenizer: Tokenizer
    private var settled = 0
    private var pending: [UInt8] = []
    private var nextAttempt = Self.patience

    /// Starts with no text.
    public init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    /// The tokens of the text so far.
    public var count: Int {
        settled + pending.withUnsafeBufferPointer { tokenizer.count($0) }
    }

    /// Adds the next part of the text.
    public mutating func append(_ text: String) {
        pending.append(contentsOf: text.utf8)
        if pending.count >= nextAttempt { settle() }
    }

    /// Bytes that are kept because what follows may still change their tokens.
    public var pendingBytes: Int { pending.count }

    private mutating func settle() {
        let (bytes, tokens) = pending.withUnsafeBufferPointer { bytes -> (Int, Int) in
            guard let base = bytes.baseAddress else { return (0, 0) }
            let text = ClassifiedText(base, count: bytes.count)
            let cut = Self.certainCut(in: text)
            var end = 0
            while end < cut {
                let next = tokenizer.pieceEnd(in: text, from: end)
                if next > cut { break }
                end = next
            }
            return (end, end == 0 ? 0 : countPieces(in: bytes, upTo: end))
        }
        settled += tokens
        pending.removeFirst(bytes)
        // Doubling keeps the work in proportion to the text even when nothing settles.
        nextAttempt = max(Self.patience, 2 * pending.count)
    }

    /// Counts the pieces before `end`, as they are in the text and not as they would be at its end.
    private func countPieces(in bytes: UnsafeBufferPointer<UInt8>, upTo end: Int) -> Int {
        tokenizer.count(bytes) - tokenizer.count(UnsafeBufferPointer(rebasing: bytes[end...]))
    }

    /// Finds the last place between two runs of different kinds that is far enough from the end for a contraction.
    ///
    /// A piece that ends there or before was decided by characters before it, by the first character after it, and by
    /// at most three more for a contraction: all in sight. Marks count as letters in one pattern and as symbols in
    /// the others, so next to a mark nothing is certain.
    private static func certainCut(in text: ClassifiedText) -> Int {
        var cut = 0
        var index = 0
        var previous = Kind.unknown
        while index + 4 < text.count {
            let character = text.character(at: index)
            let kind = Kind(character.value)
            if kind != previous, kind != .unknown, previous != .unknown { cut = index }
            previous = kind
            index += character.length
        }
        return cut
    }

    private enum Kind {
        case letter, number, space, symbol, unknown

        init(_ value: UInt8) {
            switch value {
            case CharacterClass.other: self = .symbol
            case CharacterClass.mark: self = .unknown
            case CharacterClass.number: self = .number
            case CharacterClass.space, CharacterClass.newline: self = .space
            default: self = .letter
            }
        }
    }
}
