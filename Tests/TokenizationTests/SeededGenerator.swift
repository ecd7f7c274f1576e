/// Random numbers from a seed (SplitMix64), and texts of the kinds that patterns tell apart.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

    /// Text out of words, digits, white space, symbols, contractions and scripts, with no pattern to it.
    mutating func text(_ parts: Int) -> String {
        (0..<parts).map { _ in Self.parts.randomElement(using: &self) ?? "" }.joined()
    }

    /// The same in ASCII only.
    mutating func asciiText(_ parts: Int) -> String {
        let ascii = Self.parts.filter { $0.utf8.allSatisfy { $0 < 0x80 } }
        return (0..<parts).map { _ in ascii.randomElement(using: &self) ?? "" }.joined()
    }

    /// Single characters of all classes and lengths, most of them beyond ASCII.
    mutating func letters(_ count: Int) -> String {
        let characters = Array("aB 'sſéÉяЯאعกक्ख漢字\u{301}ªʰǅ½²٣\u{A0}\u{3000}…—😀𝐀𞤀!\n")
        return String((0..<count).map { _ in characters.randomElement(using: &self) ?? "x" })
    }

    private static let parts = [
        "the", " quick", "Brown", "FOX", "aB", "I", "x", "'s", "'S", "'ll", "'re", "'VE", "'d", "'", "''", "\"", "'x",
        " ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", "\r", " \n", "\n ", "\n    ", "\u{B}", "1", "12", "123",
        "1234567",
        ".", ",", "!", "...", "//", "/", "/*", "};\n", "(", "<|", "_", "-", "=", "==", "don't", "\u{0}", "\u{7F}",
        "é", "naïve", "ſ", "'ſ", "слово", " Слово", "漢字", "。", "かな", "한국어", "हिन्दी", "ก็", "\u{301}", "a\u{301}",
        "😀", "👩‍👩‍👧", "🇨🇦", "٣", "½", "\u{A0}", "\u{3000}", "\u{2028}", "\u{85}", "ǅ", "ʰ", "ª", "—", "“",
    ]
}
