/// A text cut into what can be said by itself: sentences, lines, and the members of long records.
enum SentenceSplit {
    /// A longer piece is cut at separators of records.
    private static let longest = 240
    private static let shortestMember = 32

    /// The pieces in order, without the space around them.
    static func pieces(of text: String) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            var pieces: [String] = []
            for line in bytes.split(separator: 0x0A) {
                for sentence in sentences(line) {
                    if sentence.count <= longest {
                        append(bytes[sentence], to: &pieces)
                    } else {
                        for member in members(bytes[sentence]) { append(bytes[member], to: &pieces) }
                    }
                }
            }
            return pieces
        }
    }

    private static func append(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, to pieces: inout [String]) {
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else { return }
        pieces.append(String(decoding: bytes[first...last], as: UTF8.self))
    }

    /// Ends at a stop before a space, and at the full stop of Chinese and Japanese.
    private static func sentences(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = line.startIndex
        var at = start
        while at < line.endIndex {
            let next = at + 1
            var ends = false
            switch line[at] {
            case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
                ends = next < line.endIndex && line[next] == 0x20
            case 0x82: ends = at >= line.startIndex + 2 && line[at - 1] == 0x80 && line[at - 2] == 0xE3
            default: break
            }
            if ends {
                found.append(start..<next)
                start = next
            }
            at = next
        }
        if start < line.endIndex { found.append(start..<line.endIndex) }
        return found
    }

    /// Cut at commas, semicolons and braces, no piece shorter than it must be.
    private static func members(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = text.startIndex
        for at in text.indices where at - start >= shortestMember {
            switch text[at] {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                found.append(start..<at + 1)
                start = at + 1
            default: break
            }
        }
        if start < text.endIndex { found.append(start..<text.endIndex) }
        return found
    }
}
