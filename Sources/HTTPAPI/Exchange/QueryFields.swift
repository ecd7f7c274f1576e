import AgentRuntime

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

    /// A moment, in seconds since 1970; nil when it is not given.
    ///
    /// - Throws: `APIError` that names the field.
    func time(_ name: String) throws(APIError) -> Timestamp? {
        guard let text = self[name] else { return nil }
        guard let time = Self.time(text[...]) else {
            throw APIError.invalid(name, "`\(name)` must be seconds since 1970, e.g. 1795219200.")
        }
        return time
    }

    /// Reads seconds since 1970, up to the year 9999.
    static func time(_ text: Substring) -> Timestamp? {
        guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else { return nil }
        return Timestamp(microseconds: seconds * 1_000_000)
    }

    /// A whole number of a range; nil when it is not given.
    ///
    /// - Throws: `APIError` that names the field.
    func number(_ name: String, _ range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw APIError.invalid(name, "`\(name)` must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

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
            // A sign would be taken for a part of the number.
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, bytes[index + 1] != UInt8(ascii: "+"),
                bytes[index + 1] != UInt8(ascii: "-"),
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
