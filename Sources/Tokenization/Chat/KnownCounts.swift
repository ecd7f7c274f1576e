import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The counts of texts that were counted lately: a conversation sends the same system prompt and history again with
/// every request, and comparing bytes is a hundred times faster than tokenizing them.
///
/// A fixed number of places; a text has one of two, told by its length and a few of its bytes, and the newer one stays.
final class KnownCounts: Sendable {
    /// Shorter texts are tokenized as fast as they are found.
    static let shortest = 64
    /// Bytes of the longest text that is kept; with the places it bounds the memory to 16 MiB.
    static let longest = 32_768
    private static let places = 512

    private struct Entry {
        var text: String
        var count: Int
    }

    private let entries = NIOLockedValueBox<[Entry?]>([])

    /// The count of a text, made by the closure when it is not known.
    func count(_ text: String, _ make: (String) -> Int) -> Int {
        let length = text.utf8.count
        guard length >= Self.shortest, length <= Self.longest else { return make(text) }
        let place = Self.place(of: text, length)
        let (first, second) = entries.withLockedValue { entries in
            entries.isEmpty ? (nil, nil) : (entries[place], entries[place ^ 1])
        }
        if let first, first.text.isSameUTF8(as: text) { return first.count }
        if let second, second.text.isSameUTF8(as: text) { return second.count }
        let made = make(text)
        entries.withLockedValue { entries in
            if entries.isEmpty { entries = Array(repeating: nil, count: Self.places) }
            entries[place ^ 1] = entries[place]
            entries[place] = Entry(text: text, count: made)
        }
        return made
    }

    private static func place(of text: String, _ length: Int) -> Int {
        text.withUTF8Bytes { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            let raw = UnsafeRawPointer(base)
            var hash = UInt64(truncatingIfNeeded: length)
            for offset in [0, length / 2, length - 8] {
                hash =
                    (hash ^ raw.loadUnaligned(fromByteOffset: min(offset, length - 8), as: UInt64.self))
                    &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
            }
            return Int(truncatingIfNeeded: hash % UInt64(places))
        }
    }
}

extension String {
    /// Whether the bytes are the same. `==` also takes canonically equivalent texts for the same, whose tokens differ.
    fileprivate func isSameUTF8(as other: String) -> Bool {
        withUTF8Bytes { a in
            other.withUTF8Bytes { b in
                guard a.count == b.count, let first = a.baseAddress, let second = b.baseAddress else { return false }
                return first == second || memcmp(first, second, a.count) == 0
            }
        }
    }
}
