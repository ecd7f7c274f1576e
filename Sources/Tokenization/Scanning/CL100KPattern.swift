/// cl100k_base: `'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|`
/// `\s*[\r\n]|\s+(?!\S)|\s`
enum CL100KPattern: PiecePattern {
    static let marksAreLetters = false

    @inline(__always)
    static func pieceEnd(in text: ClassifiedText, from start: Int) -> Int {
        let first = text.bytes[start]
        let (value, length) = text.character(at: start)
        let next = start &+ length
        if CharacterClass.isLetter(value) { return text.skip(from: next, while: CharacterClass.isLetter) }
        if value == CharacterClass.number {
            var index = next
            for _ in 0..<2 where index < text.count {
                let (value, length) = text.character(at: index)
                if value != CharacterClass.number { break }
                index &+= length
            }
            return index
        }
        if first == UInt8(ascii: "'") {
            let contraction = text.contraction(at: next)
            if contraction > 0 { return next &+ contraction }
        }
        let following = next < text.count ? text.character(at: next).value : CharacterClass.newline
        if value != CharacterClass.newline, CharacterClass.isLetter(following) {
            return text.skip(from: next, while: CharacterClass.isLetter)
        }
        if CharacterClass.isSymbol(value)
            || (first == UInt8(ascii: " ") && next < text.count && CharacterClass.isSymbol(following))
        {
            let end = text.skip(from: next, while: CharacterClass.isSymbol)
            return text.skip(from: end) { $0 == CharacterClass.newline }
        }
        return text.whitespaceEnd(from: start, wholeAtEnd: true, newlines: true)
    }

    @inline(__always)
    static func starts(in block: BlockStarts) -> UInt64 {
        let whitespace = block.whitespacePieces(without: block.trailingNewlines)
        let symbols = block.symbolPieces
        var starts = block.words | symbols | block.digitGroups | whitespace.starts
        var apostrophes = block.apostrophes & symbols & (block.letters &>> 1)
        while apostrophes != 0 {
            let index = apostrophes.trailingZeroBitCount
            let length = block.foldedContraction(after: index)
            if length > 0 {
                // `<<` and not `&<<`: it may be beyond the block.
                starts |= (1 << UInt64(index &+ 1 &+ length)) & block.letters
            }
            apostrophes &= apostrophes &- 1
        }
        return starts & whitespace.known
    }
}
