/// The value of a prompt variable.
package enum PromptValue: Sendable, Hashable {
    /// Text. It is put in as it is: braces in it mean nothing.
    case text(String)
    case number(Double)
    case flag(Bool)

    /// Whether a condition takes it as true: text that is not empty, a number that is not 0, true.
    package var isTrue: Bool {
        switch self {
        case .text(let text): !text.isEmpty
        case .number(let number): number != 0
        case .flag(let flag): flag
        }
    }

    /// The value as it stands in the prompt; whole numbers without a decimal point.
    package var text: String {
        switch self {
        case .text(let text): text
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
        case .flag(let flag): flag ? "true" : "false"
        }
    }

    /// The number that this is, or that the text reads as.
    var number: Double? {
        switch self {
        case .text(let text): Double(text)
        case .number(let number): number
        case .flag: nil
        }
    }
}

extension PromptValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
}
