/// The text that stands for a secret: `§§secret(NAME)`, as in Agent Zero.
enum Placeholder {
    private static let opening = "§§secret("

    /// The placeholder of a name.
    static func text(_ name: String) -> String { "\(opening)\(name))" }

    /// A name that may stand in a placeholder; other characters become `_`.
    static func name(from text: String) -> String {
        let allowed: ByteClass = [.token, .dot, .colon]
        return String(
            decoding: text.utf8.map { ByteClass(of: $0).isDisjoint(with: allowed) ? UInt8(ascii: "_") : $0 },
            as: UTF8.self)
    }

    /// Replaces the placeholders of a text by what `value` says of their names.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: what `value` throws.
    static func resolve<Failure: Error>(
        in text: String, _ value: (String) throws(Failure) -> String
    ) throws(Failure) -> String? {
        guard text.utf8.contains(0xC2), text.contains(opening) else { return nil }
        var result = ""
        var rest = text[...]
        var found = false
        while let start = rest.firstRange(of: opening) {
            result += rest[..<start.lowerBound]
            let behind = rest[start.upperBound...]
            guard let close = behind.firstIndex(of: ")"), isName(behind[..<close]) else {
                result += opening
                rest = behind
                continue
            }
            result += try value(String(behind[..<close]))
            found = true
            rest = behind[behind.index(after: close)...]
        }
        return found ? result + rest : nil
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 200
            && text.utf8.allSatisfy { !ByteClass(of: $0).isDisjoint(with: [.token, .dot, .colon]) }
    }
}

extension Substring {
    /// Where a text stands first, by its bytes.
    fileprivate func firstRange(of wanted: String) -> Range<Index>? {
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: wanted.utf8) {
                return start..<utf8.index(start, offsetBy: wanted.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
