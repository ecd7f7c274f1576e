/// Which end of a text is kept.
public enum TruncationEnd: String, Hashable, Sendable, Codable {
    /// Keeps the beginning.
    case head
    /// Keeps the end.
    case tail
}

extension Tokenizer {
    /// Cuts a text to at most `limit` tokens, at a token boundary that is also a character boundary.
    ///
    /// What is returned counts at most `limit` tokens by itself; a text that fits is returned as it is. Cutting the
    /// tail off stops encoding at the limit; keeping the tail encodes the whole text.
    public func truncate(_ text: String, to limit: Int, keeping end: TruncationEnd = .head) -> String {
        guard limit > 0 else { return "" }
        return text.withUTF8Bytes { bytes in
            let ids = ids(of: bytes, limit: end == .head ? limit : .max)
            if ids.count <= limit { return text }
            return switch end {
            case .head: head(of: bytes, ids, limit)
            case .tail: tail(of: bytes, ids, limit)
            }
        }
    }

    private func head(of bytes: UnsafeBufferPointer<UInt8>, _ ids: [UInt32], _ limit: Int) -> String {
        var kept = min(limit, ids.count)
        var size = ids[..<kept].reduce(0) { $0 + length(of: $1) }
        while kept > 0 {
            if isBoundary(size, in: bytes) {
                let part = UnsafeBufferPointer(rebasing: bytes[..<size])
                // A piece that is cut short may split differently, in rare cases into more tokens.
                if count(part, limit: limit) <= limit { return String(decoding: part, as: UTF8.self) }
            }
            kept -= 1
            size -= length(of: ids[kept])
        }
        return ""
    }

    private func tail(of bytes: UnsafeBufferPointer<UInt8>, _ ids: [UInt32], _ limit: Int) -> String {
        var dropped = ids.count - limit
        var start = ids[..<dropped].reduce(0) { $0 + length(of: $1) }
        while dropped < ids.count {
            if isBoundary(start, in: bytes) {
                let part = UnsafeBufferPointer(rebasing: bytes[start...])
                if count(part, limit: limit) <= limit { return String(decoding: part, as: UTF8.self) }
            }
            start += length(of: ids[dropped])
            dropped += 1
        }
        return ""
    }

    private func length(of id: UInt32) -> Int { definition.table.bytesOfToken(id).count }

    private func isBoundary(_ offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        offset == bytes.count || bytes[offset] & 0xC0 != 0x80
    }
}
