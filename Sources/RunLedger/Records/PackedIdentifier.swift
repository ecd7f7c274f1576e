import AgentRuntime

/// Crockford base 32, as identifiers are written, to and from the 16 bytes they mean.
enum PackedIdentifier {
    private static let alphabet: StaticString = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    /// The value of every byte in the alphabet; 255 for bytes that are not in it.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        alphabet.withUTF8Buffer { letters in
            for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        }
        return values
    }()

    /// The 128 bits; nil for a text that `unpack` would not give back letter by letter.
    static func pack(_ text: String) -> UInt128? {
        var text = text
        return text.withUTF8 { letters in
            guard letters.count == 26 else { return nil }
            return values.withUnsafeBufferPointer { values in
                guard values[Int(letters[0])] < 8 else { return nil }
                // The first letter carries 3 bits, every other 5: 68 bits and 60.
                var halves: (UInt128, UInt64) = (0, 0)
                var seen: UInt8 = 0
                for index in 0..<14 {
                    let value = values[Int(letters[index])]
                    seen |= value
                    halves.0 = halves.0 << 5 | UInt128(value)
                }
                for index in 14..<26 {
                    let value = values[Int(letters[index])]
                    seen |= value
                    halves.1 = halves.1 << 5 | UInt64(value)
                }
                return seen < 32 ? halves.0 << 60 | UInt128(halves.1) : nil
            }
        }
    }

    /// The 26 letters.
    static func unpack(_ bits: UInt128) -> String {
        String(unsafeUninitializedCapacity: 26) { buffer in
            var rest = bits
            alphabet.withUTF8Buffer { letters in
                for index in stride(from: 25, through: 0, by: -1) {
                    buffer[index] = letters[Int(truncatingIfNeeded: rest & 31)]
                    rest >>= 5
                }
            }
            return 26
        }
    }
}

extension PreparedStatement {
    /// Binds an id: 16 bytes in the order of the text, or the text itself when it is not of the usual form.
    func bind<Subject>(_ index: Int32, _ id: Identifier<Subject>) {
        guard let bits = PackedIdentifier.pack(id.text) else { return bind(index, id.text) }
        withUnsafeBytes(of: bits.bigEndian) { bindBlob(index, $0) }
    }

    func bind<Subject>(_ index: Int32, _ id: Identifier<Subject>?) {
        guard let id else { return bindNull(index) }
        bind(index, id)
    }

    func id<Subject>(_ column: Int32, of subject: Subject.Type = Subject.self) -> Identifier<Subject> {
        guard isBlob(column) else { return Identifier(text(column)) }
        return withBytes(column) { bytes in
            var bits = UInt128(0)
            for byte in bytes { bits = bits << 8 | UInt128(byte) }
            return Identifier(PackedIdentifier.unpack(bits))
        }
    }

    func optionalID<Subject>(_ column: Int32, of subject: Subject.Type = Subject.self) -> Identifier<Subject>? {
        isNull(column) ? nil : id(column)
    }
}
