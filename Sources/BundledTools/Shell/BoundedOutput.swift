/// The beginning and the end of an output of any length, in bounded memory.
struct BoundedOutput: Sendable {
    private let headLimit: Int
    private let tailLimit: Int
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    /// The bytes that came in.
    private(set) var total = 0

    /// Makes an empty output that keeps `limit` bytes: half of them from the beginning, half from the end.
    init(limit: Int) {
        headLimit = limit / 2
        tailLimit = limit - limit / 2
    }

    /// Takes in more output.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        total += bytes.count
        let first = min(bytes.count, headLimit - head.count)
        head.append(contentsOf: bytes[..<first])
        let rest = bytes[first...].suffix(tailLimit)
        // Cutting only when it has doubled makes each byte cost the same however long the output.
        if tail.count + rest.count > 2 * tailLimit { tail.removeFirst(tail.count - max(0, tailLimit - rest.count)) }
        tail.append(contentsOf: rest)
    }

    /// The text: whole, or its beginning and end with a note of what is left out between them. Bytes that are not UTF-8
    /// become U+FFFD.
    var text: String {
        let end = tail.suffix(tailLimit)
        let omitted = total - head.count - end.count
        guard omitted > 0 else { return String(decoding: head + end, as: UTF8.self) }
        let first = head[..<lineEnd(in: head)]
        let last = end[lineStart(in: end)...]
        let left = total - first.count - last.count
        let gap = first.last == 0x0A ? "" : "\n"
        return String(decoding: first, as: UTF8.self) + gap + "[… \(left) bytes left out …]\n"
            + String(decoding: last, as: UTF8.self)
    }

    /// Where to end the beginning: after its last whole line, unless that would lose most of it.
    private func lineEnd(in bytes: [UInt8]) -> Int {
        if let newline = bytes.lastIndex(of: 0x0A), newline > bytes.count / 2 { return newline + 1 }
        var end = bytes.count
        // Half a character is left out.
        while end > 0, bytes.count - end < 3, bytes[end - 1] & 0xC0 == 0x80 { end -= 1 }
        if end > 0, bytes[end - 1] >= 0xC0 { return end - 1 }
        return bytes.count
    }

    private func lineStart(in bytes: ArraySlice<UInt8>) -> Int {
        if let newline = bytes.firstIndex(of: 0x0A), newline < bytes.startIndex + bytes.count / 2 { return newline + 1 }
        var start = bytes.startIndex
        while start < bytes.endIndex, start - bytes.startIndex < 3, bytes[start] & 0xC0 == 0x80 { start += 1 }
        return start
    }
}
