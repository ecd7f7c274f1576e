/// The fields of a query, decoded, in order: `a=1&b[]=2&b[]=3`.
struct QueryFields: Sendable {
    private var fields: [(name: String, value: String)] = []

    init(_ text: String?) {
        for pair in (text ?? "").split(separator: "&").prefix(1000) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields.append((Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : ""))
        }
    }

    /// The names that occur.
    var names: Set<String> { Set(fields.map(\.name)) }

    /// The last value of a field.
    subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

    /// All values of a list, written `name=a&name=b`, `name[]=a` or `name[0]=a`.
    func list(_ name: String) -> [String] {
        fields.compactMap { field in
            guard field.name.hasPrefix(name) else { return nil }
            let rest = field.name.dropFirst(name.count)
            let isItem = rest.first == "[" && rest.last == "]" && rest.dropFirst().dropLast().allSatisfy(\.isNumber)
            return rest.isEmpty || isItem ? field.value : nil
        }
    }

    /// Percent-encoded text, with `+` for a space; what is no proper encoding stays as it is.
    static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(plusIsSpace && bytes[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
