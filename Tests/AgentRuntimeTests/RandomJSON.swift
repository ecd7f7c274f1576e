import ExactJSON

/// Random JSON for properties.
struct RandomJSON {
    /// How deep it nests at most.
    var depth: Int

    func object(using random: inout SeededRandom) -> JSONObject {
        var keys: Set<String> = []
        var members: [(String, JSONValue)] = []
        for _ in 0..<Int.random(in: 0..<5, using: &random) {
            let key = Self.string(using: &random)
            guard keys.insert(key).inserted else { continue }
            members.append((key, RandomJSON(depth: depth - 1).value(using: &random)))
        }
        return JSONObject(members)
    }

    private func value(using random: inout SeededRandom) -> JSONValue {
        switch Int.random(in: depth > 0 ? 0..<7 : 2..<7, using: &random) {
        case 0: return .object(object(using: &random))
        case 1:
            let count = Int.random(in: 0..<4, using: &random)
            return .array((0..<count).map { _ in RandomJSON(depth: depth - 1).value(using: &random) })
        case 2: return .bool(Bool.random(using: &random))
        case 3: return .null
        case 4:
            let texts = ["0", "-1", "12345678901234567890", "0.000001", "1.5e-7", "-0.0", "1E+9", "42"]
            return JSONNumber(text: texts[Int.random(in: 0..<texts.count, using: &random)]).map(JSONValue.number)
                ?? .null
        default: return .string(Self.string(using: &random))
        }
    }

    static func string(using random: inout SeededRandom) -> String {
        let pieces = [
            "a", "b: ", "\"", "'", "`", "\\", "\n", "\t", "é", "😀", "{", "}", "[", "]", ",", ", \"x\": ", ":", "//",
            "# ",
            "/*", "true", "1", " ", "\"\"\"", "\u{1}", "“", "```", "</", "\\u12", "word",
        ]
        return (0..<Int.random(in: 0..<8, using: &random)).reduce(into: "") { text, _ in
            text += pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }
    }

    /// The text of a value with random white space between its tokens and random escapes in its strings.
    static func spaced(_ value: JSONValue, using random: inout SeededRandom) -> String {
        func space() -> String { ["", "", "", " ", "\n  ", "\t", "\r\n"][Int.random(in: 0..<7, using: &random)] }
        switch value {
        case .object(let object):
            let members = object.map { member in
                space() + string(member.key, using: &random) + space() + ":" + space()
                    + spaced(member.value, using: &random) + space()
            }
            return "{" + (members.isEmpty ? space() : members.joined(separator: ",")) + "}"
        case .array(let elements):
            let parts = elements.map { space() + spaced($0, using: &random) + space() }
            return "[" + (parts.isEmpty ? space() : parts.joined(separator: ",")) + "]"
        case .string(let text): return string(text, using: &random)
        default: return value.text
        }
    }

    private static func string(_ text: String, using random: inout SeededRandom) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if Int.random(in: 0..<4, using: &random) == 0 || scalar.value < 0x20 || scalar == "\"" || scalar == "\\" {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Whether `part` is what a cut text of `whole` may read as: members and elements are the first ones, the last of
    /// them itself a beginning.
    static func isBeginning(_ part: JSONValue, of whole: JSONValue) -> Bool {
        switch (part, whole) {
        case (.object(let part), .object(let whole)):
            guard part.count <= whole.count else { return false }
            for (index, member) in part.enumerated() {
                guard member.key == whole[index].key else { return false }
                let isLast = index == part.count - 1
                guard isLast ? isBeginning(member.value, of: whole[index].value) : member.value == whole[index].value
                else { return false }
            }
            return true
        case (.array(let part), .array(let whole)):
            guard part.count <= whole.count else { return false }
            for (index, element) in part.enumerated() {
                let isLast = index == part.count - 1
                guard isLast ? isBeginning(element, of: whole[index]) : element == whole[index] else { return false }
            }
            return true
        case (.string(let part), .string(let whole)):
            // A character that was itself cut reads as U+FFFD.
            let sure = part.hasSuffix("\u{FFFD}") ? String(part.unicodeScalars.dropLast()) : part
            return whole.utf8.starts(with: sure.utf8)
        case (.number(let part), .number(let whole)): return whole.text.hasPrefix(part.text)
        default: return part == whole
        }
    }
}
