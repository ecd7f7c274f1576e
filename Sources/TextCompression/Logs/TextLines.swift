/// The lines of a text as ranges of its bytes, without their ends.
struct TextLines {
    let bytes: [UInt8]
    private var ends: [Int] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        ends.reserveCapacity(bytes.count / 48)
        bytes.withUnsafeBufferPointer { text in
            var at = 0
            while at < text.count {
                if text[at] == 0x0A { ends.append(at) }
                at += 1
            }
        }
        if bytes.last != 0x0A, !bytes.isEmpty { ends.append(bytes.count) }
    }

    var count: Int { ends.count }

    subscript(line: Int) -> Range<Int> {
        let start = line == 0 ? 0 : ends[line - 1] + 1
        var end = ends[line]
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }
}
