/// The words of a text that say what it is about, as hashes of their stems.
package enum Terms {
    /// The hashes of a text's words, in order.
    package static func all(in text: some StringProtocol) -> [UInt64] {
        var text = String(text)
        return text.withUTF8 { bytes in
            var terms: [UInt64] = []
            each(in: bytes[...]) { terms.append($0) }
            return terms
        }
    }

    /// Calls with each word's hash, English function words left out.
    static func each(in text: Slice<UnsafeBufferPointer<UInt8>>, _ body: (UInt64) -> Void) {
        var word = Word()
        classes.withUnsafeBufferPointer { classes in
            for byte in text {
                let kind = classes[Int(byte)]
                if kind != 0 {
                    word.append(kind)
                } else if word.length > 0 {
                    if let term = word.term { body(term) }
                    word = Word()
                }
            }
        }
        if word.length > 0, let term = word.term { body(term) }
    }

    /// A word as it is read: its first bytes in lower case, packed, and its last ones.
    private struct Word {
        var length = 0
        var head: UInt64 = 0
        var tail: UInt64 = 0

        mutating func append(_ byte: UInt8) {
            if length < 8 { head |= UInt64(byte) << (UInt64(length) * 8) }
            tail = tail << 8 | UInt64(byte)
            length += 1
        }

        /// The first six letters of the stem; nil for a function word.
        var term: UInt64? {
            if length <= 8, Terms.stopWords[head] != nil { return nil }
            var stem = length
            for (suffix, count) in Terms.suffixes[Int(tail & 0x1F)] where length - count >= 3 {
                if tail & (count == 8 ? .max : (1 << (UInt64(count) * 8)) - 1) == suffix {
                    stem = length - count
                    break
                }
            }
            return stem >= 6 ? head & 0xFFFF_FFFF_FFFF : head & ((1 << (UInt64(stem) * 8)) - 1)
        }
    }

    /// A letter or digit in lower case, any byte of a character beyond ASCII; 0 for what separates words.
    private static let classes: [UInt8] = (0...255).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF: UInt8(byte)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(byte) | 0x20
        default: 0
        }
    }

    /// Endings, longest first, by the low bits of their last letter.
    private static let suffixes: [[(UInt64, Int)]] = (0..<32).map { low in
        endings.filter { $0.utf8.last.map { Int($0 & 0x1F) } == low }.map {
            ($0.utf8.reduce(0) { $0 << 8 | UInt64($1) }, $0.utf8.count)
        }
    }

    private static let endings = [
        "ations", "ation", "ingly", "edly", "ments", "ment", "ings", "ing", "ies", "ied", "ion", "ions", "ers", "er",
        "ors", "or", "ed", "es", "ly", "al", "s", "e",
    ]

    private static let stopWords = table(
        """
        a an the of in on at to for by with from and or is are was were be been being do does did has have had what \
        which who whom whose when where why how many much that this these those it its as not no if than then there \
        their they he she his her him you your i we our us about into over after before during between through can \
        could would should will may might shall also most more some any all each other such only own same so too very \
        just s t
        """)

    private static func table(_ words: String) -> TermTable {
        var table = TermTable(capacity: 256)
        for word in words.split(separator: " ") {
            table.insert(word.utf8.enumerated().reduce(0) { $0 | UInt64($1.element) << (UInt64($1.offset) * 8) })
        }
        return table
    }
}
