/// The beginning and the end of a text that is too long, cut at ends of lines where there are any near.
package enum HeadAndTail {
    /// At most about `limit` bytes: three fifths from the beginning, two fifths from the end, `note` between them.
    ///
    /// Never splits a character. A text within the limit stays as it is.
    package static func cut(_ text: String, limit: Int, note: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count > limit, limit > 0 else { return text }
        let room = max(0, limit - note.utf8.count - 2)
        var head = room * 3 / 5
        var tail = bytes.count - (room - head)
        head = boundary(bytes, head, back: true)
        tail = boundary(bytes, tail, back: false)
        let shorter =
            String(decoding: bytes[..<head], as: UTF8.self) + "\n" + note + "\n"
            + String(decoding: bytes[tail...], as: UTF8.self)
        return shorter.utf8.count < bytes.count ? shorter : text
    }

    private static func boundary(_ bytes: [UInt8], _ from: Int, back: Bool) -> Int {
        var at = min(max(0, from), bytes.count)
        let reach = 160
        if back {
            if let line = bytes[max(0, at - reach)..<at].lastIndex(of: 0x0A) { return line }
            while at > 0, at < bytes.count, bytes[at] & 0xC0 == 0x80 { at -= 1 }
        } else {
            if let line = bytes[at..<min(bytes.count, at + reach)].firstIndex(of: 0x0A) { return line + 1 }
            while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }
        }
        return at
    }
}
