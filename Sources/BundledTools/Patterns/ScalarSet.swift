/// A set of Unicode scalars, as a class of a pattern names it.
struct ScalarSet: Sendable {
    private var ascii: (low: UInt64, high: UInt64) = (0, 0)
    private var ranges: [ClosedRange<UInt32>] = []
    private var hasWords = false
    private var hasNonWords = false
    private var hasSpaces = false
    private var hasNonSpaces = false
    private var isNegated = false
    private var ignoresCase = false

    /// Everything.
    static var all: ScalarSet {
        var set = ScalarSet()
        set.isNegated = true
        return set
    }

    /// Adds scalars.
    mutating func insert(_ range: ClosedRange<UInt32>) {
        for value in range.lowerBound...max(range.lowerBound, min(range.upperBound, 127)) where value < 128 {
            insertASCII(value)
        }
        if range.upperBound >= 128 { ranges.append(max(range.lowerBound, 128)...range.upperBound) }
    }

    private mutating func insertASCII(_ value: UInt32) {
        if value < 64 { ascii.low |= 1 << UInt64(value) } else { ascii.high |= 1 << UInt64(value - 64) }
    }

    /// Adds what `\d`, `\w`, `\s` or their capitals name; false when the letter names nothing.
    mutating func insert(escape letter: Unicode.Scalar) -> Bool {
        func isIn(_ value: UInt32) -> Bool {
            switch letter.properties.lowercaseMapping {
            case "d": ScalarSet.isDigit(value)
            case "w": ScalarSet.isWord(value)
            default: ScalarSet.isSpace(value)
            }
        }
        switch letter {
        case "d", "w", "s": for value in UInt32(0)..<128 where isIn(value) { insertASCII(value) }
        case "D", "W", "S": for value in UInt32(0)..<128 where !isIn(value) { insertASCII(value) }
        default: return false
        }
        switch letter {
        case "w": hasWords = true
        case "W": hasNonWords = true
        case "s": hasSpaces = true
        case "S": hasNonSpaces = true
        case "D": ranges.append(128...0x10FFFF)
        default: break
        }
        return true
    }

    /// Turns the set into everything that is not in it.
    mutating func negate() { isNegated.toggle() }

    /// Makes capital and small letters the same.
    mutating func ignoreCase() {
        ignoresCase = true
        for value in UInt32(0x41)...0x5A where containsPlain(value) || containsPlain(value + 32) {
            insertASCII(value)
            insertASCII(value + 32)
        }
    }

    /// Whether a scalar is in the set.
    func contains(_ value: UInt32) -> Bool {
        if containsPlain(value) { return !isNegated }
        if ignoresCase, let scalar = Unicode.Scalar(value) {
            for other in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                let scalars = other.unicodeScalars
                if scalars.count == 1, let only = scalars.first, containsPlain(only.value) { return !isNegated }
            }
        }
        return isNegated
    }

    private func containsPlain(_ value: UInt32) -> Bool {
        if value < 64 { return ascii.low >> UInt64(value) & 1 == 1 }
        if value < 128 { return ascii.high >> UInt64(value - 64) & 1 == 1 }
        if ranges.contains(where: { $0.contains(value) }) { return true }
        if hasWords || hasNonWords, ScalarSet.isWord(value) ? hasWords : hasNonWords { return true }
        return (hasSpaces || hasNonSpaces) && (ScalarSet.isSpace(value) ? hasSpaces : hasNonSpaces)
    }

    private static func isDigit(_ value: UInt32) -> Bool { value >= 0x30 && value <= 0x39 }

    /// Whether a scalar is part of a word: letters, digits and the underscore.
    static func isWord(_ value: UInt32) -> Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        case ..<128: false
        default: Unicode.Scalar(value).map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
        }
    }

    private static func isSpace(_ value: UInt32) -> Bool {
        value < 128
            ? value == 0x20 || (value >= 9 && value <= 13) : Unicode.Scalar(value)?.properties.isWhitespace ?? false
    }
}
