import ExactJSON

/// JSON written member by member, for the answers that are made often.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    /// Appends text as it is.
    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are.
    mutating func raw(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    /// Appends a string in quotes.
    mutating func string(_ text: String) { JSONValue.write(string: text, to: &bytes) }

    /// Appends a string in quotes, or `null`.
    mutating func string(_ text: String?) {
        if let text { string(text) } else { raw("null") }
    }

    /// Appends a number.
    mutating func number(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

    /// Appends a value.
    mutating func value(_ value: JSONValue) { value.write(to: &bytes) }
}
