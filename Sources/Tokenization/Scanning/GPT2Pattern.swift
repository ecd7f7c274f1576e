/// r50k_base, p50k_base and gpt2: `'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s`
enum GPT2Pattern: PiecePattern {
    static let marksAreLetters = false

    @inline(__always)
    static func pieceEnd(in text: ClassifiedText, from start: Int) -> Int {
        let first = text.bytes[start]
        var (value, length) = text.character(at: start)
        var next = start &+ length
        if first == UInt8(ascii: "'"), next < text.count, text.bytes[next] & 0xA0 == 0x20 {
            // Lower case only.
            let contraction = text.contraction(at: next)
            if contraction == 1 || (contraction == 2 && text.bytes[next &+ 1] & 0x20 != 0) {
                return next &+ contraction
            }
        }
        if first == UInt8(ascii: " "), next < text.count {
            let following = text.character(at: next)
            if !CharacterClass.isWhitespace(following.value) {
                value = following.value
                next &+= following.length
            }
        }
        if CharacterClass.isLetter(value) { return text.skip(from: next, while: CharacterClass.isLetter) }
        if value == CharacterClass.number { return text.skip(from: next) { $0 == CharacterClass.number } }
        if CharacterClass.isSymbol(value) { return text.skip(from: next, while: CharacterClass.isSymbol) }
        return text.whitespaceEnd(from: start, wholeAtEnd: true, newlines: false)
    }

    @inline(__always)
    static func starts(in block: BlockStarts) -> UInt64 {
        let spaced = ~(block.spaces &<< 1)
        let blanks = block.whitespace
        let symbols = block.symbolRuns & spaced
        var starts =
            (block.letters & ~(block.letters &<< 1) & spaced) | (block.digits & ~(block.digits &<< 1) & spaced)
            | symbols | (blanks & ~(blanks &<< 1)) | (blanks & ~(blanks &>> 1) & (block.valid &>> 1))
        var apostrophes = block.apostrophes & symbols & (block.letters &>> 1)
        while apostrophes != 0 {
            let index = apostrophes.trailingZeroBitCount
            let length = block.contraction(after: index)
            let letters: UInt64 = length == 1 ? 1 : 3
            if length > 0, (block.uppercase >> UInt64(index &+ 1)) & letters == 0 {
                starts &= ~(1 << UInt64(index &+ 1))
                starts |= (1 << UInt64(index &+ 1 &+ length)) & block.letters
            }
            apostrophes &= apostrophes &- 1
        }
        return starts
    }
}
