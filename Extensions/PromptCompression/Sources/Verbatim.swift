/// Whether a text only says what another one says, as far as that can be told without understanding it.
enum Verbatim {
    /// Whether every figure, address, path and quotation of the words stands in the original.
    static func holds(_ words: String, _ original: String) -> Bool {
        let known = Set(tokens(of: original))
        for token in tokens(of: words) where isExact(token) && !known.contains(token) { return false }
        // What stands between quotation marks is word for word there.
        for (index, quote) in words.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        where index % 2 == 1 && !original.contains(quote) { return false }
        return true
    }

    private static func tokens(of text: String) -> [Substring] {
        text.split { $0.isWhitespace || "\"'`()[]{}<>,;".contains($0) }.map { token in
            let end = token.lastIndex { !".:!?".contains($0) }.map { token.index(after: $0) } ?? token.startIndex
            return token[..<end]
        }
    }

    private static func isExact(_ token: Substring) -> Bool {
        token.utf8.contains { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "@") }
    }
}
