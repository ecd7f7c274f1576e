/// A `content_block_delta` event, read without parsing it whole.
struct AnthropicDelta {
    enum Kind { case text, thinking, arguments }

    let kind: Kind
    let index: Int
    let text: String

    /// Reads an event; nil when it is another one, holds anything more, or is not plainly valid, and so has to be
    /// parsed in full.
    init?(_ data: ArraySlice<UInt8>) {
        let found = data.withUnsafeBufferPointer { AnthropicDelta.read(ChunkCursor($0)) }
        guard let found else { return nil }
        self = found
    }

    private init(kind: Kind, index: Int, text: String) {
        self.kind = kind
        self.index = index
        self.text = text
    }

    private static func read(_ start: ChunkCursor) -> AnthropicDelta? {
        var cursor = start
        var isDelta = false
        var index: Int?
        var found: (Kind, String)?
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let key = cursor.takeKey() else { return nil }
            if cursor.equals(key, "type") {
                guard let type = cursor.takeString(), cursor.equals(type, "content_block_delta") else { return nil }
                isDelta = true
            } else if cursor.equals(key, "index") {
                index = cursor.takeSmallInt()
            } else if cursor.equals(key, "delta") {
                found = readDelta(&cursor)
                if found == nil { return nil }
            } else {
                return nil
            }
        } while cursor.take(UInt8(ascii: ","))
        guard cursor.take(UInt8(ascii: "}")), cursor.isAtEnd, isDelta, let index, let (kind, text) = found else {
            return nil
        }
        return AnthropicDelta(kind: kind, index: index, text: text)
    }

    private static func readDelta(_ cursor: inout ChunkCursor) -> (Kind, String)? {
        guard cursor.take(UInt8(ascii: "{")), let first = cursor.takeKey(), cursor.equals(first, "type"),
            let type = cursor.takeString(), cursor.take(UInt8(ascii: ",")), let second = cursor.takeKey(),
            let span = cursor.takeString(), cursor.take(UInt8(ascii: "}")), let text = cursor.string(span)
        else { return nil }
        if cursor.equals(type, "text_delta"), cursor.equals(second, "text") { return (.text, text) }
        if cursor.equals(type, "thinking_delta"), cursor.equals(second, "thinking") { return (.thinking, text) }
        if cursor.equals(type, "input_json_delta"), cursor.equals(second, "partial_json") { return (.arguments, text) }
        return nil
    }
}
