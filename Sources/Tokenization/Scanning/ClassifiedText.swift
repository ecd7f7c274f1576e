import CTokenData

/// Valid UTF-8 with the class of each of its characters.
struct ClassifiedText {
    let bytes: UnsafePointer<UInt8>
    let count: Int
    private let blocks: UnsafePointer<UInt16>
    private let classes: UnsafePointer<UInt8>

    init(_ bytes: UnsafePointer<UInt8>, count: Int) {
        self.bytes = bytes
        self.count = count
        let table = UnsafeRawPointer(token_data_unicode_classes())
        blocks = table.assumingMemoryBound(to: UInt16.self)
        classes = (table + 2 * 8704).assumingMemoryBound(to: UInt8.self)
    }

    /// Gives the class and the length in bytes of the character at `index`, which must be inside the text.
    @inline(__always)
    func character(at index: Int) -> (value: UInt8, length: Int) {
        let first = bytes[index]
        if first < 0x80 { return (classes[Int(first)], 1) }
        return wideCharacter(at: index)
    }

    /// Gives the class and the length of the character at `index`, which must be one beyond ASCII.
    @inline(__always)
    func wideCharacter(at index: Int) -> (value: UInt8, length: Int) {
        let first = bytes[index]
        let second = Int(bytes[index &+ 1] & 0x3F)
        if first < 0xE0 { return (lookUp(Int(first & 0x1F) &<< 6 | second), 2) }
        let third = Int(bytes[index &+ 2] & 0x3F)
        if first < 0xF0 { return (lookUp(Int(first & 0x0F) &<< 12 | second &<< 6 | third), 3) }
        let fourth = Int(bytes[index &+ 3] & 0x3F)
        return (lookUp(Int(first & 0x07) &<< 18 | second &<< 12 | third &<< 6 | fourth), 4)
    }

    @inline(__always)
    private func lookUp(_ codePoint: Int) -> UInt8 {
        classes[Int(blocks[codePoint &>> 7]) &<< 7 | (codePoint & 0x7F)]
    }

    /// Moves over characters for as long as their class satisfies `condition`.
    @inline(__always)
    func skip(from start: Int, while condition: (UInt8) -> Bool) -> Int {
        var index = start
        while index < count {
            let next = character(at: index)
            guard condition(next.value) else { break }
            index &+= next.length
        }
        return index
    }

    /// Measures `(?i:[sdmt]|ll|ve|re)` at `index`, in bytes, 0 when it is not there. U+017F folds to s.
    @inline(__always)
    func contraction(at index: Int) -> Int {
        guard index < count else { return 0 }
        let first = bytes[index] | 0x20
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "m"), UInt8(ascii: "t"):
            return 1
        case UInt8(ascii: "l"):
            return index &+ 1 < count && bytes[index &+ 1] | 0x20 == UInt8(ascii: "l") ? 2 : 0
        case UInt8(ascii: "v"), UInt8(ascii: "r"):
            return index &+ 1 < count && bytes[index &+ 1] | 0x20 == UInt8(ascii: "e") ? 2 : 0
        case 0xE5 where bytes[index] == 0xC5:
            return index &+ 1 < count && bytes[index &+ 1] == 0xBF ? 2 : 0
        default:
            return 0
        }
    }

    /// Ends `\s` pieces: through the last newline of the run, or all but its last character, or that one.
    ///
    /// `wholeAtEnd` is `\s++$` before the newline rule; `newlines` says whether the pattern has that rule.
    @inline(__always)
    func whitespaceEnd(from start: Int, wholeAtEnd: Bool, newlines: Bool) -> Int {
        var index = start
        var last = start
        var afterNewline = start
        while index < count {
            let next = character(at: index)
            guard CharacterClass.isWhitespace(next.value) else { break }
            last = index
            index &+= next.length
            if next.value == CharacterClass.newline { afterNewline = index }
        }
        if wholeAtEnd, index == count { return index }
        if newlines, afterNewline > start { return afterNewline }
        if index == count || last == start { return index }
        return last
    }
}
