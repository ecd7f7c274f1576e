/// The names under which a model may stand in a price list, the given one first.
///
/// Only the end of a name that says *which snapshot* is ever dropped: a full date (`-2025-04-14`, `-20250929`,
/// `@20250929`) or `-latest`. Everything else may be another model with another price (`gpt-4.1` and `gpt-4.1-nano`),
/// so there is no matching by prefix.
enum ModelNameForms {
    /// The forms of `name`, longest first.
    static func forms(of name: String) -> [String] {
        var forms = [name]
        while let shorter = withoutSnapshot(forms[forms.count - 1]), forms.count < 4 { forms.append(shorter) }
        return forms
    }

    private static func withoutSnapshot(_ name: String) -> String? {
        for end in ["-latest", "@latest", "@default"] where name.hasSuffix(end) && name.utf8.count > end.utf8.count {
            return String(name.dropLast(end.utf8.count))
        }
        for pattern in ["-dddd-dd-dd", "-dddddddd", "@dddddddd"] {
            let tail = Array(name.utf8.suffix(pattern.utf8.count))
            guard tail.count == pattern.utf8.count, name.utf8.count > tail.count else { continue }
            let matches = zip(tail, pattern.utf8).allSatisfy { byte, expected in
                expected == UInt8(ascii: "d") ? byte &- 0x30 < 10 : byte == expected
            }
            // Years only: a build number such as -19700101 or a size is no date.
            if matches, tail[1] == UInt8(ascii: "2"), tail[2] == UInt8(ascii: "0") {
                return String(name.dropLast(tail.count))
            }
        }
        return nil
    }
}
