/// An ordered list of header fields; names compare without regard to ASCII case, and may repeat.
///
/// Printing it shows the names only, as values hold keys.
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    package typealias Field = (name: String, value: String)

    private var fields: [Field] = []

    package init() {}

    package init(_ fields: [Field]) {
        self.fields = fields
    }

    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The first value of the field, or nil. Setting replaces every field of that name; nil removes them.
    package subscript(name: String) -> String? {
        get { fields.first { HTTPHeaders.equal($0.name, name) }?.value }
        set {
            fields.removeAll { HTTPHeaders.equal($0.name, name) }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// Returns every value of the field, in order.
    package func values(of name: String) -> [String] {
        fields.compactMap { HTTPHeaders.equal($0.name, name) ? $0.value : nil }
    }

    /// Adds a field after the others, also when one of that name is there.
    package mutating func append(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Continues the last value after a space: an obsolete folded line (RFC 9112 §5.2).
    mutating func continueLast(_ text: String) {
        guard let last = fields.indices.last else { return }
        fields[last].value += fields[last].value.isEmpty ? text : " " + text
    }

    private static func equal(_ left: String, _ right: String) -> Bool {
        let left = left.utf8
        let right = right.utf8
        return left.count == right.count && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}

extension HTTPHeaders: RandomAccessCollection {
    package var startIndex: Int { fields.startIndex }
    package var endIndex: Int { fields.endIndex }
    package subscript(position: Int) -> Field { fields[position] }
}

extension HTTPHeaders: CustomStringConvertible, CustomReflectable {
    package var description: String { "[" + fields.map(\.name).joined(separator: ", ") + "]" }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
