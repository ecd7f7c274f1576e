#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Bytes as they come in, cut into lines.
struct LineBuffer: Sendable {
    /// A line was longer than the limit.
    struct Overflow: Error, Hashable {}

    /// The longest line taken, in bytes.
    let limit: Int
    private var bytes: [UInt8] = []
    private var start = 0
    private var scanned = 0

    init(limit: Int) { self.limit = limit }

    /// Takes in more bytes; the whole lines are to be taken before the next ones come.
    mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
        if start > 0, start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
            (start, scanned) = (0, 0)
        } else if start > 1 << 16 {
            bytes.removeFirst(start)
            scanned -= start
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// Takes the next whole line, without its end; nil when there is none yet.
    ///
    /// - Throws: `Overflow` when it is longer than the limit.
    mutating func next() throws(Overflow) -> ArraySlice<UInt8>? {
        let from = max(scanned, start)
        let end: Int? = bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, from < buffer.count,
                let found = memchr(base + from, 0x0A, buffer.count - from)
            else { return nil }
            return found - UnsafeMutableRawPointer(mutating: base)
        }
        guard let end else {
            scanned = bytes.count
            guard bytes.count - start <= limit else { throw Overflow() }
            return nil
        }
        defer {
            start = end + 1
            scanned = start
        }
        guard end - start <= limit else { throw Overflow() }
        var line = bytes[start..<end]
        if line.last == 0x0D { line.removeLast() }
        return line
    }
}
