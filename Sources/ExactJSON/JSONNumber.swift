/// A JSON number as its literal text, so that `0.0000001` and 64-bit ids arrive as they were sent.
public struct JSONNumber: Sendable, Hashable {
    /// The literal, valid by JSON's grammar, e.g. `-1.50e-3`.
    public let text: String

    /// Makes the number of an integer.
    public init(_ value: Int) { text = String(value) }

    /// Makes the number of a finite float by its shortest exact-round-trip text; nil for NaN and infinities,
    /// which JSON cannot say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
            text = String(Int(value))
        } else {
            text = "\(value)"
        }
    }

    /// Makes a number of a literal; nil when `text` is not a JSON number.
    public init?(text: String) {
        var literal = text
        let valid = literal.withUTF8 { JSONNumber.length(of: $0, from: 0) == $0.count && !$0.isEmpty }
        guard valid else { return nil }
        self.text = text
    }

    /// Makes a number of a literal that the parser has already checked.
    init(checked text: String) { self.text = text }

    /// The value as `Int` when it is exactly one; decimals and exponents are followed exactly (`1.5e1` is 15).
    public var int: Int? {
        if let int = Int(text) { return int }
        guard let double, double == double.rounded(), abs(double) < 9_007_199_254_740_992 else { return nil }
        return Int(double)
    }

    /// The nearest `Double`; nil when it overflows. Never for money.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// Length in bytes of the JSON number that starts at `start`; 0 when none does.
    static func length(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let end = bytes.count
        func isDigit(_ at: Int) -> Bool { at < end && bytes[at] &- 0x30 < 10 }
        if index < end, bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard isDigit(index) else { return 0 }
        if bytes[index] == UInt8(ascii: "0") {
            index += 1
        } else {
            while isDigit(index) { index += 1 }
        }
        if index < end, bytes[index] == UInt8(ascii: ".") {
            guard isDigit(index + 1) else { return 0 }
            index += 1
            while isDigit(index) { index += 1 }
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            var exponent = index + 1
            if exponent < end, bytes[exponent] == UInt8(ascii: "+") || bytes[exponent] == UInt8(ascii: "-") {
                exponent += 1
            }
            guard isDigit(exponent) else { return 0 }
            while isDigit(exponent) { exponent += 1 }
            index = exponent
        }
        return index - start
    }
}
