import ExactJSON

/// A decimal number as its digits were written: prices and budgets, which never pass through a binary float.
package struct DecimalText: Sendable, Hashable {
    /// The digits, valid by JSON's grammar: `0.50`, `2.5e-06`, `-1`.
    package let text: String

    /// Takes a decimal number; nil when it is none.
    package init?(_ text: String) {
        guard text.utf8.count <= 64, JSONNumber(text: text) != nil else { return nil }
        self.text = text
    }

    /// Whether it is below zero.
    package var isNegative: Bool { text.hasPrefix("-") && !isZero }

    /// Whether its value is zero.
    package var isZero: Bool {
        text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
            .allSatisfy { !$0.isDigit || $0 == UInt8(ascii: "0") }
    }

    /// Whether it is an amount that pico-dollars hold exactly: 0 to 9,000,000, at most 12 decimals, no exponent.
    package var isAmount: Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.utf8.allSatisfy { $0.isDigit } }), (1...2).contains(parts.count) else {
            return false
        }
        guard let whole = Int(parts[0]), parts.count == 1 || parts[1].utf8.count <= 12 else { return false }
        return whole < 9_000_000 || (whole == 9_000_000 && parts.dropFirst().allSatisfy { $0.allSatisfy { $0 == "0" } })
    }
}

extension DecimalText: CustomStringConvertible {
    /// The digits as written.
    package var description: String { text }
}
