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
        var digits = String(picodollars.magnitude)
        if digits.utf8.count <= 12 { digits = String(repeating: "0", count: 13 - digits.utf8.count) + digits }
        let whole = digits.dropLast(12)
        var fraction = digits.suffix(12)
        while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        let sign = picodollars < 0 ? "-" : ""
        return fraction.isEmpty ? sign + whole : sign + whole + "." + fraction
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
