extension Collection where Element == UInt8, SubSequence: Collection {
    /// Whether the bytes of a text stand anywhere in these.
    func contains(bytesOf text: StaticString) -> Bool {
        let first = text.utf8Start[0]
        var rest = self[...]
        while let at = rest.firstIndex(of: first) {
            rest = rest[at...]
            if rest.starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) {
                return true
            }
            rest = rest.dropFirst()
        }
        return false
    }
}
