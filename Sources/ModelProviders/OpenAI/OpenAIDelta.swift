/// The plain delta of a chat completion stream, read without parsing the whole chunk.
///
/// It stands for what nearly every chunk is: one choice, a text or a piece of reasoning, nothing else that counts.
enum OpenAIDelta {
    case text(String)
    case reasoning(String)
    /// Neither: a chunk that changes nothing.
    case nothing

    /// Reads a chunk; nil when it holds anything more, or is not plainly valid, and so has to be parsed in full.
    ///
    /// Only for chunks after the first: `id` and `model` are passed over.
    init?(_ data: ArraySlice<UInt8>) {
        let found = data.withUnsafeBufferPointer { OpenAIDelta.read(ChunkCursor($0)) }
        guard let found else { return nil }
        self = found
    }

    private static func read(_ start: ChunkCursor) -> OpenAIDelta? {
        var cursor = start
        var found: OpenAIDelta?
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let key = cursor.takeKey() else { return nil }
            if cursor.equals(key, "choices") {
                guard found == nil, let choice = readChoices(&cursor) else { return nil }
                found = choice
            } else if isPassedOver(key, cursor) {
                guard cursor.skipValue() else { return nil }
            } else if !cursor.takeNull() {
                return nil
            }
        } while cursor.take(UInt8(ascii: ","))
        guard cursor.take(UInt8(ascii: "}")), cursor.isAtEnd else { return nil }
        return found
    }

    /// Members that say nothing the decoder wants, once the stream has begun. Any other has to be null.
    private static func isPassedOver(_ key: ChunkCursor.StringSpan, _ cursor: ChunkCursor) -> Bool {
        cursor.equals(key, "id") || cursor.equals(key, "object") || cursor.equals(key, "created")
            || cursor.equals(key, "model") || cursor.equals(key, "service_tier")
            || cursor.equals(key, "system_fingerprint") || cursor.equals(key, "obfuscation")
            || cursor.equals(key, "provider")
    }

    private static func readChoices(_ cursor: inout ChunkCursor) -> OpenAIDelta? {
        guard cursor.take(UInt8(ascii: "[")), cursor.take(UInt8(ascii: "{")) else { return nil }
        var found: OpenAIDelta?
        repeat {
            guard let key = cursor.takeKey() else { return nil }
            if cursor.equals(key, "delta") {
                guard found == nil, let delta = readDelta(&cursor) else { return nil }
                found = delta
            } else if cursor.equals(key, "index") {
                guard cursor.takeSmallInt() == 0 else { return nil }
            } else if !cursor.takeNull() {
                return nil
            }
        } while cursor.take(UInt8(ascii: ","))
        guard cursor.take(UInt8(ascii: "}")), cursor.take(UInt8(ascii: "]")) else { return nil }
        return found
    }

    private static func readDelta(_ cursor: inout ChunkCursor) -> OpenAIDelta? {
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        if cursor.take(UInt8(ascii: "}")) { return .nothing }
        var found: OpenAIDelta?
        repeat {
            guard let key = cursor.takeKey() else { return nil }
            if cursor.takeNull() { continue }
            let isReasoning = cursor.equals(key, "reasoning_content")
            guard let span = cursor.takeString() else { return nil }
            if cursor.equals(key, "role") { continue }
            guard isReasoning || cursor.equals(key, "content") else { return nil }
            if span.start == span.end { continue }
            guard found == nil, let text = cursor.string(span) else { return nil }
            found = isReasoning ? .reasoning(text) : .text(text)
        } while cursor.take(UInt8(ascii: ","))
        guard cursor.take(UInt8(ascii: "}")) else { return nil }
        return found ?? .nothing
    }
}
