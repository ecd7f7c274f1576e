extension Money: LosslessStringConvertible {
    /// Parses exact decimal dollars such as `0.000123`, `12` or `-3.5`.
    ///
    /// Strict: an optional minus, digits, and optionally a point with digits after it; no exponent, no sign `+`, no
    /// white space, no currency sign, and no more decimals than 12 (zeros aside).
    ///
    /// - Throws: `MoneyError` with the reason.
    public init(parsing text: some StringProtocol) throws(MoneyError) {
        let number = try DecimalText(text, allowsExponent: false)
        self.init(picodollars: try number.scaled(by: 12))
    }

    /// Parses exact decimal dollars; nil where `init(parsing:)` throws.
    public init?(_ text: String) {
        do throws(MoneyError) { try self.init(parsing: text) } catch { return nil }
    }

    /// The exact decimal text, without trailing zeros and never with an exponent: `0.000123`, `12`, `-3.5`.
    public var description: String {
        // From the last digit on: amounts are written by the dozen with every call.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { buffer in
            var (whole, part) = picodollars.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000)
            var at = 24
            func put(_ byte: UInt8) {
                at -= 1
                buffer[at] = byte
            }
            if part > 0 {
                var places = 12
                while part.isMultiple(of: 10) {
                    part /= 10
                    places -= 1
                }
                for _ in 0..<places {
                    put(0x30 + UInt8(part % 10))
                    part /= 10
                }
                put(UInt8(ascii: "."))
            }
            repeat {
                put(0x30 + UInt8(whole % 10))
                whole /= 10
            } while whole > 0
            if picodollars < 0 { put(UInt8(ascii: "-")) }
            return String(decoding: buffer[at...], as: UTF8.self)
        }
    }
}

extension Money: Codable {
    /// Decodes decimal text. A JSON number is refused: reading it through a binary float would already have lost.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(MoneyError) {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Encodes the exact decimal text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
