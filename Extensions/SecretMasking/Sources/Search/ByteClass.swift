/// What kinds of characters a byte may be, as a set: one table look-up a byte.
struct ByteClass: OptionSet, Sendable {
    let rawValue: UInt8

    static let digit = ByteClass(rawValue: 1)
    static let upper = ByteClass(rawValue: 2)
    static let lower = ByteClass(rawValue: 4)
    static let underscore = ByteClass(rawValue: 8)
    static let hyphen = ByteClass(rawValue: 16)
    static let dot = ByteClass(rawValue: 32)
    /// `+`, `/` and `=`: what base64 has beyond letters and digits.
    static let base64 = ByteClass(rawValue: 64)
    /// `:` and `~`.
    static let colon = ByteClass(rawValue: 128)

    static let alphanumeric: ByteClass = [.digit, .upper, .lower]
    static let word: ByteClass = [.digit, .upper, .lower, .underscore]
    static let token: ByteClass = [.digit, .upper, .lower, .underscore, .hyphen]

    /// The classes of a byte.
    init(of byte: UInt8) { self.init(rawValue: Self.table[Int(byte)]) }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    private static let table: [UInt8] = (0...255).map { (byte: Int) -> UInt8 in
        let scalar = Unicode.Scalar(UInt8(byte))
        return switch scalar {
        case "0"..."9": ByteClass.digit.rawValue
        case "A"..."Z": ByteClass.upper.rawValue
        case "a"..."z": ByteClass.lower.rawValue
        case "_": ByteClass.underscore.rawValue
        case "-": ByteClass.hyphen.rawValue
        case ".": ByteClass.dot.rawValue
        case "+", "/", "=": ByteClass.base64.rawValue
        case ":", "~": ByteClass.colon.rawValue
        default: 0
        }
    }
}
