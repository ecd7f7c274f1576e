/// The forms in which a value may stand in a text: as it is, and as programs write it into JSON, addresses, base64 and
/// hexadecimal digits. Masking only the value itself would let `echo $KEY | base64` through.
enum SecretForms {
    /// The forms with a suffix for their names.
    static func all(of value: String) -> [(suffix: String, bytes: [UInt8])] {
        let bytes = Array(value.utf8)
        var forms: [(suffix: String, bytes: [UInt8])] = [("", bytes)]
        func add(_ suffix: String, _ form: [UInt8]) {
            // Too short a form would be found by chance.
            if form.count >= KnownSecret.shortest, !forms.contains(where: { $0.bytes == form }) {
                forms.append((suffix, form))
            }
        }
        add(":json", json(bytes))
        add(":url", percent(bytes))
        guard bytes.count >= 10 else { return forms }
        add(":hex", hex(bytes, Array("0123456789abcdef".utf8)))
        add(":HEX", hex(bytes, Array("0123456789ABCDEF".utf8)))
        for alphabet in [base64Alphabet, base64URLAlphabet] {
            for shift in 0..<3 {
                let suffix = alphabet == base64Alphabet ? ":base64" : ":base64url"
                add(shift == 0 ? suffix : "\(suffix).\(shift)", base64Core(bytes, shift: shift, alphabet))
            }
        }
        return forms
    }

    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let base64Alphabet = Array((letters + "+/").utf8)
    private static let base64URLAlphabet = Array((letters + "-_").utf8)

    private static func json(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): Array("\\n".utf8)
            case UInt8(ascii: "\r"): Array("\\r".utf8)
            case UInt8(ascii: "\t"): Array("\\t".utf8)
            default: [byte]
            }
        }
    }

    private static func percent(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            guard ByteClass(of: byte).isDisjoint(with: [.token, .dot]), byte != UInt8(ascii: "~") else { return [byte] }
            return [UInt8(ascii: "%")] + hex([byte], Array("0123456789ABCDEF".utf8))
        }
    }

    private static func hex(_ bytes: [UInt8], _ digits: [UInt8]) -> [UInt8] {
        bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// The characters of base64 that are the same whatever stands around the value, when it begins `shift` bytes into a
    /// group of three.
    private static func base64Core(_ bytes: [UInt8], shift: Int, _ alphabet: [UInt8]) -> [UInt8] {
        let padded = [UInt8](repeating: 0, count: shift) + bytes
        var characters: [UInt8] = []
        for group in stride(from: 0, to: padded.count - 2, by: 3) {
            let three = UInt32(padded[group]) << 16 | UInt32(padded[group + 1]) << 8 | UInt32(padded[group + 2])
            for position in stride(from: 18, through: 0, by: -6) {
                characters.append(alphabet[Int(three >> UInt32(position) & 63)])
            }
        }
        // The first characters depend on what stands before; those of the last, incomplete group are left out.
        return Array(characters.dropFirst(shift == 0 ? 0 : shift + 1))
    }
}
