/// The classes of code points that the patterns tell apart, Unicode 16.0 as in tiktoken 0.14's engine.
///
/// A namespace of bytes rather than an enumeration, since they are compared in the innermost loops.
enum CharacterClass {
    /// Everything the other classes leave: punctuation, symbols, controls, unassigned.
    static let other: UInt8 = 0
    /// Lu, Lt.
    static let upper: UInt8 = 1
    /// Ll.
    static let lower: UInt8 = 2
    /// Lm, Lo.
    static let caseless: UInt8 = 3
    /// M.
    static let mark: UInt8 = 4
    /// N.
    static let number: UInt8 = 5
    /// White space but CR and LF.
    static let space: UInt8 = 6
    /// CR and LF.
    static let newline: UInt8 = 7

    @inline(__always) static func isLetter(_ value: UInt8) -> Bool { value &- 1 < 3 }
    @inline(__always) static func isWhitespace(_ value: UInt8) -> Bool { value >= space }
    /// `[^\s\p{L}\p{N}]`
    @inline(__always) static func isSymbol(_ value: UInt8) -> Bool { value == other || value == mark }
}
