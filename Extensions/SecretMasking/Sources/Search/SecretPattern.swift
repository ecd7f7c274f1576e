/// Bytes to look for, at least three, and what they mean where they stand.
struct SecretPattern: Sendable {
    /// What an occurrence means.
    enum Meaning: Sendable {
        /// It is the secret of this name.
        case secret(name: String)
        /// A secret may stand here or behind it: the sign tells.
        case sign(SecretSign)
    }

    /// The bytes.
    let bytes: [UInt8]
    /// What they mean.
    let meaning: Meaning

    /// The place of the four neighbouring bytes that are rarest in text: what a scan goes by.
    var rarestWindow: Int {
        guard bytes.count > 4 else { return 0 }
        var best = (offset: 0, weight: Int.max)
        for offset in 0...(bytes.count - 4) {
            let weights = bytes[offset..<(offset + 4)].map(Self.weight)
            let weight = weights[0] * weights[1] * weights[2] + weights[1] * weights[2] * weights[3]
            if weight < best.weight { best = (offset, weight) }
        }
        return best.offset
    }

    /// What can follow so that the pattern means something; 0 is the end of the text.
    var followers: [UInt8] {
        guard case .sign(let sign) = meaning else { return Array(0...255) }
        return (0...255).filter { $0 == 0 || sign.mayContinue(with: $0) }
    }

    /// How common a byte is in text, by the frequency of letters in English; any order finds everything, a good one
    /// finds it with fewer false alarms.
    private static func weight(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "e"): 120
        case UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "o"), UInt8(ascii: "i"), UInt8(ascii: "n"): 75
        case UInt8(ascii: "s"), UInt8(ascii: "h"), UInt8(ascii: "r"): 60
        case UInt8(ascii: "d"), UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "c"), UInt8(ascii: "m"): 35
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 15
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "/"): 12
        default: 6
        }
    }
}
