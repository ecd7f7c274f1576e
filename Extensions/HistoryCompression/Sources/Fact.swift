import AgentRuntime

/// A sentence that is worth keeping word for word.
struct Fact: Sendable, Hashable {
    /// The sentence, one line.
    var text: String
    /// Whether the person said it: nobody else can say it again.
    var isPersons: Bool

    /// How much there is in a sentence that nobody could guess: figures, names, addresses, quotations, and what was
    /// decided or asked to be kept in mind. Below 3 it is talk.
    static func weight(_ sentence: String, isPersons: Bool) -> Int {
        var text = sentence
        let weight = text.withUTF8 { bytes in
            var signs: UInt8 = 0
            var before: UInt8 = Sign.space
            var at = 0
            while at < bytes.count {
                let kind = kinds[Int(bytes[at])]
                signs |= kind & Sign.alone
                if kind & Sign.letter != 0, before & Sign.letter == 0 {
                    if kind & Sign.capital != 0, at > 0, before & Sign.space != 0 {
                        // "I" says nothing of itself.
                        let isWord = at + 1 < bytes.count && kinds[Int(bytes[at + 1])] & Sign.letter != 0
                        if isWord || bytes[at] != UInt8(ascii: "I") { signs |= Sign.capital }
                    }
                    if kind & Sign.startsMark != 0, hasMark(bytes, at) { signs |= Sign.startsMark }
                }
                before = kind
                at += 1
            }
            return Sign.weight(signs) - (bytes.last == UInt8(ascii: "?") ? 4 : 0)
        }
        return isPersons ? weight + 2 : weight
    }

    /// The weight from which a sentence is kept: of the person's own words all but questions and pleasantries.
    static func isKept(_ weight: Int, isPersons: Bool) -> Bool { weight >= (isPersons ? 2 : 3) }

    /// Whether a word begins here that comes with decisions and wishes.
    private static func hasMark(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        marks.contains { mark in
            guard start + mark.count <= bytes.count else { return false }
            for index in mark.indices where bytes[start + index] | 0x20 != mark[index] | 0x20 { return false }
            return true
        }
    }

    /// The beginnings of words that come with decisions and wishes.
    private static let marks = [
        "remember", "must ", "always", "never", "prefer", "decid", "agreed", "deadline", "password", "called ",
        "my name", "call me", "important", "instead of", "only use", "do not", "don't", "from now on",
    ].map { Array($0.utf8) }

    /// What a byte is, as bits; those in `alone` are a sign of a fact wherever they stand.
    private enum Sign {
        static let figure: UInt8 = 1
        static let quotation: UInt8 = 2
        static let address: UInt8 = 4
        static let capital: UInt8 = 8
        static let startsMark: UInt8 = 16
        static let letter: UInt8 = 32
        static let space: UInt8 = 64
        static let alone = figure | quotation | address

        static func weight(_ signs: UInt8) -> Int {
            (signs & figure != 0 ? 3 : 0) + (signs & quotation != 0 ? 2 : 0) + (signs & address != 0 ? 2 : 0)
                + (signs & capital != 0 ? 2 : 0) + (signs & startsMark != 0 ? 3 : 0)
        }
    }

    private static let kinds: [UInt8] = (0...255).map { byte in
        let letter = UInt8(byte) | 0x20
        var kind: UInt8 = 0
        switch UInt8(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): kind = Sign.figure
        case UInt8(ascii: "\""), UInt8(ascii: "`"): kind = Sign.quotation
        case UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "="): kind = Sign.address
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): kind = Sign.letter | Sign.capital
        case UInt8(ascii: "a")...UInt8(ascii: "z"): kind = Sign.letter
        case 0x20: kind = Sign.space
        default: break
        }
        if kind & Sign.letter != 0, marks.contains(where: { $0[0] == letter }) { kind |= Sign.startsMark }
        return kind
    }
}
