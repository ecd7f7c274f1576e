import CTokenData

/// The classes of 64 bytes of text as masks of one bit a byte; every byte of a character has the character's class.
///
/// Only the first bytes are looked at, `valid`: whole characters, up to the end of the text or to the first character
/// that a pattern leaves to its scanner of single pieces.
struct BlockClasses {
    let bytes: UnsafePointer<UInt8>
    private(set) var valid: UInt64
    /// Letters, and for a pattern that counts them as such, marks.
    private(set) var letters: UInt64
    /// Lu and Lt.
    private(set) var uppercase: UInt64
    /// ASCII only, as are the three of white space.
    let digits: UInt64
    let whitespace: UInt64
    let spaces: UInt64
    let newlines: UInt64
    let apostrophes: UInt64
    let slashes: UInt64
    /// All bytes of characters beyond ASCII but their first.
    private(set) var continuations: UInt64 = 0

    /// Classifies the first `count` bytes, at most 64, after `position`; 64 must be readable.
    @inline(__always)
    init<Pattern: PiecePattern>(_: Pattern.Type, _ text: ClassifiedText, at position: Int, count: Int) {
        bytes = text.bytes + position
        let classes = token_classify64(bytes)
        letters = classes.letters
        uppercase = classes.uppercase
        digits = classes.digits
        whitespace = classes.whitespace
        spaces = classes.spaces
        newlines = classes.newlines
        apostrophes = classes.apostrophes
        slashes = classes.slashes
        valid = ~0 &>> UInt64(truncatingIfNeeded: 64 &- count)
        if classes.non_ascii & valid != 0 { addWide(Pattern.self, text, at: position, classes.non_ascii) }
    }

    /// Adds the characters beyond ASCII.
    @inline(__always)
    private mutating func addWide<Pattern: PiecePattern>(
        _: Pattern.Type, _ text: ClassifiedText, at position: Int, _ nonASCII: UInt64
    ) {
        let leads = token_leads64(bytes)
        continuations = nonASCII & ~leads
        let wide = WideClasses(text, at: position, leads: leads & valid)
        letters |= wide.upper | wide.lower | wide.caseless
        uppercase |= wide.upper
        var unsure = wide.numbers | wide.spaces | wide.cut
        if Pattern.marksAreLetters {
            // A word of mixed kinds, and a mark that does not follow a letter, may be cut in places that take
            // more than a look at the neighbours.
            let cased = letters & ~wide.caseless
            let caseless = wide.caseless | wide.marks
            letters |= wide.marks
            unsure |= (caseless & (cased &<< 1)) | (cased & (caseless &<< 1)) | (wide.marks & ~(letters &<< 1))
        }
        if unsure != 0 { valid &= (unsure & (0 &- unsure)) &- 1 }
    }
}
