/// o200k_base. With U = `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, W = `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`,
/// C = `(?i:'s|'t|'re|'ve|'m|'ll|'d)?` and P = `[^\r\n\p{L}\p{N}]?`:
/// `P U* W+ C|P U+ W* C|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`
enum O200KPattern: PiecePattern {
    static let marksAreLetters = true

    @inline(__always)
    static func pieceEnd(in text: ClassifiedText, from start: Int) -> Int {
        let first = text.bytes[start]
        let (value, length) = text.character(at: start)
        let next = start &+ length
        if CharacterClass.isLetter(value) { return suffixEnd(in: text, from: wordEnd(in: text, from: start).end) }
        if value == CharacterClass.number {
            var index = next
            for _ in 0..<2 where index < text.count {
                let (value, length) = text.character(at: index)
                if value != CharacterClass.number { break }
                index &+= length
            }
            return index
        }
        if value == CharacterClass.mark { return markEnd(in: text, from: start, next) }
        let following = next < text.count ? text.character(at: next).value : CharacterClass.newline
        if value != CharacterClass.newline, CharacterClass.isLetter(following) || following == CharacterClass.mark {
            return suffixEnd(in: text, from: wordEnd(in: text, from: next).end)
        }
        if value == CharacterClass.other || (first == UInt8(ascii: " ") && following == CharacterClass.other) {
            let end = text.skip(from: next, while: CharacterClass.isSymbol)
            return lineEnd(in: text, from: end)
        }
        return text.whitespaceEnd(from: start, wholeAtEnd: false, newlines: true)
    }

    /// Matches `U* W+`, or else `U+`, at a letter or mark; `hasLower` tells which.
    @inline(__always)
    private static func wordEnd(in text: ClassifiedText, from start: Int) -> (end: Int, hasLower: Bool) {
        var index = start
        var afterCaseless = -1
        while index < text.count {
            let (value, length) = text.character(at: index)
            if value == CharacterClass.lower {
                return (text.skip(from: index) { $0 &- CharacterClass.lower < 3 }, true)
            }
            guard value == CharacterClass.upper || value &- CharacterClass.caseless < 2 else { break }
            index &+= length
            if value != CharacterClass.upper { afterCaseless = index }
        }
        // No lower case after the run of U: it gives back until W can take a caseless letter or a mark.
        if afterCaseless >= 0 { return (afterCaseless, true) }
        return (index, false)
    }

    /// A mark can be the prefix P, as well as the first of the word when that fails.
    private static func markEnd(in text: ClassifiedText, from start: Int, _ next: Int) -> Int {
        let following = next < text.count ? text.character(at: next).value : CharacterClass.newline
        if CharacterClass.isLetter(following) || following == CharacterClass.mark {
            let word = wordEnd(in: text, from: next)
            if word.hasLower { return suffixEnd(in: text, from: word.end) }
        }
        return suffixEnd(in: text, from: next)
    }

    @inline(__always)
    private static func suffixEnd(in text: ClassifiedText, from end: Int) -> Int {
        guard end < text.count, text.bytes[end] == UInt8(ascii: "'") else { return end }
        let contraction = text.contraction(at: end &+ 1)
        return contraction > 0 ? end &+ 1 &+ contraction : end
    }

    @inline(__always)
    private static func lineEnd(in text: ClassifiedText, from start: Int) -> Int {
        var index = start
        while index < text.count {
            let byte = text.bytes[index]
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "/") else { break }
            index &+= 1
        }
        return index
    }

    @inline(__always)
    static func starts(in block: BlockStarts) -> UInt64 {
        let trailing = block.trailingNewlines
        let whitespace = block.whitespacePieces(without: trailing)
        let lowercase = block.letters & ~block.uppercase
        var starts =
            block.words | (block.uppercase & (lowercase &<< 1)) | block.symbolPieces | block.digitGroups
            | whitespace.starts
        var apostrophes = block.apostrophes & (block.letters &<< 1) & (block.letters &>> 1)
        var end = 0
        while apostrophes != 0 {
            let index = apostrophes.trailingZeroBitCount
            apostrophes &= apostrophes &- 1
            // What directly follows a contraction is no suffix of a word again.
            if index == end { continue }
            let length = block.foldedContraction(after: index)
            if length == 0 { continue }
            end = index &+ 1 &+ length
            starts &= ~(((2 << UInt64(length)) &- 1) << UInt64(index))
            starts |= (1 << UInt64(end)) & block.letters
        }
        // Whether an apostrophe after a word begins a contraction takes the letter after it.
        starts &= ~(block.apostrophes & (block.letters &<< 1) & ~(block.valid &>> 1))
        starts &= whitespace.known
        // Slashes after the newlines belong to the piece too: left to the scanner of single pieces.
        let slashes = (trailing &<< 1) & block.slashes
        if slashes != 0 { starts &= (slashes & (0 &- slashes)) &- 1 }
        return starts
    }
}
