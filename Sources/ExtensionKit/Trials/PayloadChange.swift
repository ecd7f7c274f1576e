import ExactJSON

/// How two JSON values differ, one line a place, for a person.
enum PayloadChange {
    /// The longest a value is shown.
    private static let longest = 300

    /// The differences; none when the values are the same.
    static func lines(from old: JSONValue, to new: JSONValue, at path: String = "") -> [String] {
        if old == new { return [] }
        switch (old, new) {
        case (.object(let before), .object(let after)):
            var keys = before.keys
            keys += after.keys.filter { before[$0] == nil }
            return keys.flatMap { key in
                member(before[key], after[key], at: path.isEmpty ? key : "\(path).\(key)")
            }
        case (.array(let before), .array(let after)):
            return (0..<max(before.count, after.count)).flatMap { index in
                member(
                    index < before.count ? before[index] : JSONValue?.none,
                    index < after.count ? after[index] : JSONValue?.none,
                    at: "\(path)[\(index)]")
            }
        default: return ["\(path): \(shown(old)) → \(shown(new))"]
        }
    }

    private static func member(_ old: JSONValue?, _ new: JSONValue?, at path: String) -> [String] {
        switch (old, new) {
        case (let old?, let new?): lines(from: old, to: new, at: path)
        case (nil, let new?): ["+ \(path): \(shown(new))"]
        case (let old?, nil): ["- \(path): \(shown(old))"]
        case (nil, nil): []
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = value.text
        return text.count <= longest ? text : "\(text.prefix(longest))… (\(text.count) characters)"
    }
}
