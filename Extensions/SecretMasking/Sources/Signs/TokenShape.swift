/// How the tokens of one vendor look: a beginning that nothing else has, then so many characters of an alphabet.
struct TokenShape: Sendable {
    /// What it is called in a placeholder.
    let kind: String
    /// The beginning.
    let prefix: String
    /// The characters behind it.
    let alphabet: ByteClass
    /// How many there are.
    let length: ClosedRange<Int>
    /// Whether the beginning may stand before ordinary words too, so that more is asked of what follows.
    let isCommon: Bool

    init(
        _ kind: String, _ prefix: String, _ alphabet: ByteClass = .word, _ length: ClosedRange<Int>,
        isCommon: Bool = false
    ) {
        self.kind = kind
        self.prefix = prefix
        self.alphabet = alphabet
        self.length = length
        self.isCommon = isCommon
    }

    func verdict(in text: ScannedText, from start: Int, to bodyStart: Int) -> SecretSign.Verdict {
        guard text.beginsWord(at: start) else { return .nothing }
        guard let end = text.endOfRun(of: alphabet, from: bodyStart, limit: length.upperBound + 1) else {
            return .open
        }
        guard length.contains(end - bodyStart) else { return .nothing }
        var kinds: ByteClass = []
        for byte in text.bytes[bodyStart..<end] { kinds.formUnion(ByteClass(of: byte)) }
        // A name has no digits, or has them without ever changing between small and capital letters.
        guard !isCommon || (kinds.contains(.digit) && (kinds.contains(.upper) || end - bodyStart >= 32)) else {
            return .nothing
        }
        let isFiller = text.bytes[bodyStart..<end].allSatisfy { $0 == text[bodyStart] }
        return isFiller ? .nothing : .secret(start..<end, kind: kind)
    }
}
