/// The starts of pieces among 64 bytes, found with a handful of operations on one-bit-a-byte masks.
///
/// The first byte is the start of a piece, so nothing has to be known of what precedes it. The last start that is found
/// begins a piece whose end is not known yet.
struct BlockStarts {
    let bytes: UnsafePointer<UInt8>
    /// The bytes that are looked at: see `BlockClasses`.
    let valid: UInt64
    let letters: UInt64
    let uppercase: UInt64
    let digits: UInt64
    let whitespace: UInt64
    let spaces: UInt64
    let newlines: UInt64
    let symbols: UInt64
    let apostrophes: UInt64
    let slashes: UInt64
    /// The first byte of each run of symbols.
    let symbolRuns: UInt64
    /// The first byte after the first character of each run of symbols that no space precedes.
    let afterFirstSymbols: UInt64

    @inline(__always)
    init(_ classes: BlockClasses) {
        bytes = classes.bytes
        valid = classes.valid
        letters = classes.letters & valid
        uppercase = classes.uppercase & valid
        digits = classes.digits & valid
        whitespace = classes.whitespace & valid
        spaces = classes.spaces & valid
        newlines = classes.newlines & valid
        apostrophes = classes.apostrophes & valid
        slashes = classes.slashes & valid
        symbols = valid & ~(letters | digits | whitespace)
        symbolRuns = symbols & ~(symbols &<< 1)
        // Adding one at the first continuation byte of a character carries to the byte after its last.
        let next = (symbolRuns & ~(spaces &<< 1)) &<< 1
        afterFirstSymbols = (next | (classes.continuations &+ (next & classes.continuations))) & ~classes.continuations
    }

    /// The starts of runs of letters, but where the character before belongs to the piece: white space other than a
    /// newline, or a single symbol that no space precedes.
    @inline(__always)
    var words: UInt64 {
        letters & ~(letters &<< 1) & ~((whitespace & ~newlines) &<< 1) & ~afterFirstSymbols
    }

    /// The starts of runs of symbols, but where a space before belongs to the piece.
    @inline(__always)
    var symbolPieces: UInt64 { symbolRuns & ~(spaces &<< 1) }

    /// The starts of digits in groups of three.
    @inline(__always)
    var digitGroups: UInt64 {
        var next = digits & ~(digits &<< 1)
        var result = next
        let fourth = digits & (digits &<< 1) & (digits &<< 2) & (digits &<< 3)
        next = (next &<< 3) & fourth
        while next != 0 {
            result |= next
            next = (next &<< 3) & fourth
        }
        return result
    }

    /// The newlines that directly follow symbols and belong to their piece.
    @inline(__always)
    var trailingNewlines: UInt64 {
        let first = newlines & (symbols &<< 1)
        return newlines & ~(newlines &+ first)
    }

    /// The starts of white space where a run is cut after its last newline and before its last character, and up to
    /// where the starts are known, as a mask.
    @inline(__always)
    func whitespacePieces(without trailing: UInt64) -> (starts: UInt64, known: UInt64) {
        let runs = whitespace & ~trailing
        let first = runs & ~(runs &<< 1)
        let blanks = runs & ~newlines
        // Followed by something else, which must be in sight.
        let last = blanks & ~(whitespace &>> 1) & (valid &>> 1)
        var afterNewline = ((runs & newlines) &<< 1) & blanks
        var known = ~UInt64(0)
        if afterNewline != 0 {
            let ends = (blanks &+ afterNewline) & ~blanks
            let again = ends & runs
            if again != 0 {
                // Blanks between newlines of one run: left to the scanner of single pieces.
                let before = first & ((again & (0 &- again)) &- 1)
                known = ~UInt64(0) &>> UInt64(truncatingIfNeeded: before.leadingZeroBitCount)
            }
            // A newline may still follow the blanks at the end of what is in sight.
            let unseen = UInt64(truncatingIfNeeded: valid.leadingZeroBitCount)
            let open = (~(blanks &<< unseen)).leadingZeroBitCount
            if open > 0 {
                afterNewline &= valid &>> UInt64(truncatingIfNeeded: open)
            }
        }
        return (first | last | afterNewline, known)
    }

    /// Measures a contraction after the apostrophe at `index`, in bytes; U+017F folds to s.
    @inline(__always)
    func foldedContraction(after index: Int) -> Int {
        let length = contraction(after: index)
        return length == 0 && bytes[index &+ 1] == 0xC5 && bytes[index &+ 2] == 0xBF ? 2 : length
    }

    /// Measures a contraction after the apostrophe at `index`, ASCII only.
    @inline(__always)
    func contraction(after index: Int) -> Int {
        let first = bytes[index &+ 1] | 0x20
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "d"), UInt8(ascii: "m"): return 1
        case UInt8(ascii: "l"): return bytes[index &+ 2] | 0x20 == UInt8(ascii: "l") ? 2 : 0
        case UInt8(ascii: "r"), UInt8(ascii: "v"): return bytes[index &+ 2] | 0x20 == UInt8(ascii: "e") ? 2 : 0
        default: return 0
        }
    }
}
