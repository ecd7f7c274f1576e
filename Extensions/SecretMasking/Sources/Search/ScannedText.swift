/// A stretch of text as a scan sees it: its bytes, what stood before them, and whether more may come.
struct ScannedText {
    /// The bytes.
    let bytes: UnsafeBufferPointer<UInt8>
    /// The two bytes before the first one; 0 where there are none.
    let before: (UInt8, UInt8)
    /// Whether nothing follows.
    let isLast: Bool

    var count: Int { bytes.count }

    subscript(index: Int) -> UInt8 { bytes[index] }

    /// The byte before an index, which may stand before the first one.
    func byte(before index: Int) -> UInt8 {
        switch index {
        case 0: before.1
        default: bytes[index - 1]
        }
    }

    /// Whether a word may begin at an index: what stands before is no letter or digit, or is an escape such as `\n`.
    func beginsWord(at index: Int) -> Bool {
        let previous = byte(before: index)
        if ByteClass(of: previous).isDisjoint(with: .alphanumeric) { return true }
        let earlier = index >= 2 ? bytes[index - 2] : index == 1 ? before.1 : before.0
        return earlier == UInt8(ascii: "\\") && "nrt".utf8.contains(previous)
    }

    /// Where a run of these characters that starts at `index` ends, at most `limit` further on. Nil when it reaches the
    /// end of what is known so far.
    func endOfRun(of alphabet: ByteClass, from index: Int, limit: Int) -> Int? {
        var end = index
        while end < count, end - index < limit, !ByteClass(of: bytes[end]).isDisjoint(with: alphabet) { end += 1 }
        return end == count && end - index < limit && !isLast ? nil : end
    }

    /// Whether these bytes stand at an index; nil when what is known so far could be their beginning.
    func has(_ wanted: StaticString, at index: Int) -> Bool? {
        for offset in 0..<wanted.utf8CodeUnitCount {
            guard index + offset < count else { return isLast ? false : nil }
            if bytes[index + offset] != wanted.utf8Start[offset] { return false }
        }
        return true
    }
}
