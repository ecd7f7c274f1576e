/// A scalar as the built-in embedding sees it: in small letters and without accents, so that "Élan", "élan" and
/// "elan" are one word.
enum FoldedScalar {
    /// A letter or digit.
    case letter(UInt32)
    /// A letter that is written as two, such as ß.
    case letters(UInt32, UInt32)
    /// An accent that stands by itself, or a joiner: as if it were not there.
    case ignored
    /// Anything else: it ends a word.
    case boundary

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 {
            self = Self.ascii(value)
        } else if (0xC0..<0x180).contains(value) {
            self = Self.latin(value)
        } else if Self.isMark(value) {
            self = .ignored
        } else {
            self = Self.other(scalar)
        }
    }

    private static func ascii(_ value: UInt32) -> FoldedScalar {
        switch value {
        case 0x41...0x5A: .letter(value + 0x20)
        case 0x61...0x7A, 0x30...0x39: .letter(value)
        // An apostrophe keeps "don't" one word.
        case 0x27: .ignored
        default: .boundary
        }
    }

    /// Combining accents, Arabic vowel signs, Hebrew points, variation selectors, zero-width joiners, soft hyphens, and
    /// the apostrophe of typesetters.
    private static func isMark(_ value: UInt32) -> Bool {
        switch value {
        case 0x0300...0x036F, 0x0591...0x05C7, 0x064B...0x065F, 0x0670, 0x0640, 0xFE00...0xFE0F, 0x200B...0x200D, 0xAD,
            0x2019, 0xFEFF:
            true
        default: false
        }
    }

    private static func other(_ scalar: Unicode.Scalar) -> FoldedScalar {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter:
            let lower = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
            return .letter(full(lower.value))
        case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .letterNumber, .spacingMark,
            .nonspacingMark:
            // Final sigma is sigma.
            return .letter(scalar.value == 0x3C2 ? 0x3C3 : full(scalar.value))
        default: return .boundary
        }
    }

    /// Full-width letters and digits are the usual ones.
    private static func full(_ value: UInt32) -> UInt32 {
        switch value {
        case 0xFF10...0xFF19: value - 0xFF10 + 0x30
        case 0xFF21...0xFF3A: value - 0xFF21 + 0x61
        case 0xFF41...0xFF5A: value - 0xFF41 + 0x61
        // Cyrillic ё is mostly written е.
        case 0x451: 0x435
        default: value
        }
    }

    /// The base letters of U+00C0…U+017F; `.` is no letter, `*` a letter of its own or two.
    private static let bases = Array(
        ("aaaaaa*ceeeeiiiidnooooo.ouuuuy**aaaaaa*ceeeeiiiidnooooo.ouuuuy*y"
            + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkklllllll"
            + "lllnnnnnn*nnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs").utf8)

    private static func latin(_ value: UInt32) -> FoldedScalar {
        switch (value, bases[Int(value - 0xC0)]) {
        case (_, UInt8(ascii: ".")): .boundary
        case (0xC6, _), (0xE6, _): .letters(0x61, 0x65)
        case (0x152, _), (0x153, _): .letters(0x6F, 0x65)
        case (0x132, _), (0x133, _): .letters(0x69, 0x6A)
        case (0xDF, _): .letters(0x73, 0x73)
        case (0xDE, _), (0xFE, _): .letters(0x74, 0x68)
        case (0x149, _), (0x14A, _), (0x14B, _): .letter(0x6E)
        case (_, let base): .letter(UInt32(base))
        }
    }
}
