/// An amount that cannot be represented.
public struct MoneyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable, Hashable {
        /// The text is not a decimal number.
        case malformed
        /// The number has more decimals than the unit holds.
        case tooPrecise
        /// The number is out of range.
        case overflow
    }

    /// What is wrong.
    public var code: Code
    /// The text or the number it is about.
    public var text: String

    init(_ code: Code, text: String) {
        self.code = code
        self.text = String(text.prefix(80))
    }

    /// What happened and what to do.
    public var description: String {
        switch code {
        case .malformed: "\"\(text)\" is not an amount: write decimal dollars such as 0.50 or 12"
        case .tooPrecise: "\(text) has more than 12 decimals, the smallest amount is 0.000000000001"
        case .overflow: "\(text) is out of range: amounts go up to $9,223,372"
        }
    }
}
