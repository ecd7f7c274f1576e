/// The special tokens of an encoding. Each of their texts begins with `<|` and ends with `|>`.
struct SpecialTokens: Sendable {
    let ids: [String: UInt32]
    let texts: [UInt32: String]
    /// Bytes of the longest one.
    let longest: Int

    /// Of two texts with one id, the first is what the id decodes to.
    init(_ tokens: [(String, UInt32)]) {
        ids = Dictionary(tokens, uniquingKeysWith: { first, _ in first })
        texts = Dictionary(tokens.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        longest = tokens.map(\.0.utf8.count).max() ?? 0
    }

    /// Finds the first special token at or after `start` whose text satisfies `condition`.
    func first(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, where condition: (String) -> Bool
    ) -> (range: Range<Int>, text: String, id: UInt32)? {
        var index = start
        while index + 4 <= bytes.count {
            guard bytes[index] == UInt8(ascii: "<"), bytes[index + 1] == UInt8(ascii: "|") else {
                index += 1
                continue
            }
            var end = index + 3
            let limit = min(bytes.count, index + longest)
            while end < limit, !(bytes[end - 1] == UInt8(ascii: "|") && bytes[end] == UInt8(ascii: ">")) { end += 1 }
            if end < limit {
                let text = String(decoding: bytes[index...end], as: UTF8.self)
                if let id = ids[text], condition(text) { return (index..<(end + 1), text, id) }
            }
            index += 1
        }
        return nil
    }
}
