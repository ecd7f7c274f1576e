/// Arithmetic on decimal numbers with `+ - * / ( )`, for the offline model.
struct OfflineArithmetic {
    private var rest: Substring.UTF8View
    private var depth = 0
    private var operations = 0

    private init(_ text: Substring) { rest = text.utf8 }

    /// Returns `2 + 3 = 5` when the text is such a question, else nil.
    static func answer(to question: String) -> String? {
        var text = question[...]
        for opening in ["what is ", "what's ", "calculate ", "compute "] where text.lowercased().hasPrefix(opening) {
            text = text.dropFirst(opening.count)
        }
        while let last = text.last, "?=. ".contains(last) { text = text.dropLast() }
        while text.first == " " { text = text.dropFirst() }
        var parser = OfflineArithmetic(text)
        guard let value = parser.sum(), parser.rest.isEmpty, parser.operations > 0 else { return nil }
        guard value.isFinite else { return "\(text) has no finite result." }
        let isWhole = value == value.rounded() && abs(value) < 1e15
        return "\(text) = \(isWhole ? String(Int(value)) : String(value))"
    }

    private mutating func take(_ characters: StaticString) -> UInt8? {
        while rest.first == 0x20 { rest = rest.dropFirst() }
        guard let byte = rest.first, "\(characters)".utf8.contains(byte) else { return nil }
        rest = rest.dropFirst()
        return byte
    }

    private mutating func sum() -> Double? {
        guard var value = product() else { return nil }
        while let sign = take("+-") {
            guard let next = product() else { return nil }
            operations += 1
            value = sign == UInt8(ascii: "+") ? value + next : value - next
        }
        return value
    }

    private mutating func product() -> Double? {
        guard var value = factor() else { return nil }
        while let sign = take("*/") {
            guard let next = factor() else { return nil }
            operations += 1
            value = sign == UInt8(ascii: "*") ? value * next : value / next
        }
        return value
    }

    private mutating func factor() -> Double? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 64 else { return nil }
        if take("-") != nil { return factor().map { -$0 } }
        if take("(") != nil {
            guard let value = sum(), take(")") != nil else { return nil }
            return value
        }
        while rest.first == 0x20 { rest = rest.dropFirst() }
        let digits = rest.prefix { ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: ".") }
        guard let value = Double(String(Substring(digits))) else { return nil }
        rest = rest.dropFirst(digits.count)
        return value
    }
}
