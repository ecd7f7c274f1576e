#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Takes server-sent events out of bytes that come in chunks cut anywhere, by the rules of WHATWG HTML §9.2.6.
///
/// ```swift
/// var parser = ServerSentEventParser()
/// for try await chunk in body {
///     parser.append(chunk)
///     while let event = try parser.next() { … }
/// }
/// if parser.finish() > 0 { … }  // cut off inside an event
/// ```
/// An event that lies in one chunk, as nearly all do, shares that chunk's memory; nothing is copied.
package struct ServerSentEventParser: Sendable {
    private let lineLimit: Int
    private let eventLimit: Int

    // The chunk, how far it was read, and where its next line ends of either kind are (its count: nowhere). Each is
    // looked for once, so that a chunk with one kind only is not searched again and again for the other.
    private var chunk: [UInt8] = []
    private var position = 0
    private var nextLineFeed = 0
    private var nextReturn = 0

    /// The beginning of a line whose end has not come.
    private var partialLine: [UInt8] = []
    /// The last line ended with CR at the end of its chunk: an LF that begins the next belongs to it.
    private var skipsLineFeed = false
    /// How many bytes of a byte order mark were seen; nil once the stream has begun.
    private var markBytes: Int? = 0

    private var data: ArraySlice<UInt8> = []
    private var hasData = false
    private var hasType = false
    private var id = ""
    /// The type field seen last: a stream repeats a few, and comparing is cheaper than making a string.
    private var lastType: [UInt8] = []
    private var lastTypeName = "message"
    /// Bytes of the fields since the last blank line.
    private var pendingBytes = 0

    /// The `retry` field seen last: how long to wait before connecting again.
    package private(set) var retry: Duration?

    /// - Parameters:
    ///   - lineLimit: The most bytes of one line, its end not counted.
    ///   - eventLimit: The most bytes of the data of one event.
    package init(lineLimit: Int = 16 << 20, eventLimit: Int = 32 << 20) {
        self.lineLimit = lineLimit
        self.eventLimit = eventLimit
    }

    /// Adds a chunk. Take every event with `next` before adding another.
    package mutating func append(_ bytes: [UInt8]) {
        if position == chunk.count {
            chunk = bytes
        } else {
            chunk = Array(chunk[position...]) + bytes
        }
        position = 0
        nextLineFeed = -1
        nextReturn = -1
        skipStart()
    }

    /// Adds a chunk and hands over each event that it completes.
    package mutating func feed(_ bytes: [UInt8], onEvent: (ServerSentEvent) throws -> Void) throws {
        append(bytes)
        while let event = try next() { try onEvent(event) }
    }

    /// Returns the next event, or nil when another chunk is needed.
    ///
    /// - Throws: `ServerSentEventError` when a limit is passed; the stream cannot be read on then.
    package mutating func next() throws(ServerSentEventError) -> ServerSentEvent? {
        let chunk = chunk
        let start = chunk.span.bytes
        while let line = try takeLine(in: start) {
            if partialLine.isEmpty {
                if !line.isEmpty {
                    try takeField(start.extracting(line), at: line.lowerBound, of: chunk)
                    continue
                }
            } else {
                partialLine.append(contentsOf: chunk[line])
                let whole = partialLine
                partialLine = []
                try takeField(whole.span.bytes, at: 0, of: whole)
                continue
            }
            if let event = endEvent() { return event }
        }
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        pendingBytes = 0
        defer {
            hasType = false
            data = []
            hasData = false
        }
        return hasData ? ServerSentEvent(type: hasType ? lastTypeName : "message", data: data, id: id) : nil
    }

    /// Ends the stream. An event without its blank line is dropped, as the standard wants.
    ///
    /// Returns how many bytes were dropped: more than 0 means that the stream was cut.
    package mutating func finish() -> Int {
        let dropped = pendingBytes + partialLine.count
        self = ServerSentEventParser(lineLimit: lineLimit, eventLimit: eventLimit)
        return dropped
    }

    // MARK: Lines

    /// Skips a byte order mark at the start of the stream, and the LF of a CR LF that was cut.
    private mutating func skipStart() {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        while let seen = markBytes, position < chunk.count {
            if seen < 3, chunk[position] == mark[seen] {
                position += 1
                markBytes = seen + 1
            } else {
                // What looked like a mark was the start of the first line.
                if seen < 3 { partialLine = Array(mark[..<seen]) }
                markBytes = nil
            }
        }
        if skipsLineFeed, position < chunk.count {
            skipsLineFeed = false
            if chunk[position] == 0x0A { position += 1 }
        }
    }

    /// Returns where the next line is, or its rest if it began in `partialLine`; its end is left out.
    private mutating func takeLine(in bytes: RawSpan) throws(ServerSentEventError) -> Range<Int>? {
        let start = position
        let count = bytes.byteCount
        guard start < count else { return nil }
        if nextLineFeed < start { nextLineFeed = ServerSentEventParser.find(0x0A, in: bytes, from: start) }
        if nextReturn < start { nextReturn = ServerSentEventParser.find(0x0D, in: bytes, from: start) }
        let end = min(nextLineFeed, nextReturn)
        guard partialLine.count + (end - start) <= lineLimit else {
            throw ServerSentEventError(.lineTooLong, limit: lineLimit)
        }
        guard end < count else {
            partialLine.append(contentsOf: chunk[start...])
            position = end
            return nil
        }
        position = end + 1
        if end == nextReturn {
            if position == count {
                skipsLineFeed = true
            } else if position == nextLineFeed {
                position += 1
            }
        }
        return start..<end
    }

    private static func find(_ byte: UInt8, in bytes: RawSpan, from start: Int) -> Int {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let found = memchr(base + start, Int32(byte), bytes.count - start)
            else {
                return bytes.count
            }
            return UnsafeRawPointer(found) - base
        }
    }

    // MARK: Fields

    /// Takes a line, which is not empty, at the given offset of the array that holds it.
    private mutating func takeField(
        _ line: RawSpan, at offset: Int, of owner: [UInt8]
    ) throws(ServerSentEventError) {
        let count = line.byteCount
        let colon = ServerSentEventParser.colon(in: line)
        // A line that begins with a colon is a comment.
        guard colon > 0 else { return }
        pendingBytes += count + 1
        // One space may stand before the value.
        var start = min(colon + 1, count)
        if start < count, line.unsafeLoad(fromByteOffset: start, as: UInt8.self) == 0x20 { start += 1 }
        let name = line.extracting(first: colon)
        if name.isEqual(to: "data") {
            try takeData(owner[(offset + start)..<(offset + count)])
        } else if name.isEqual(to: "event") {
            takeType(line.extracting(start..<count))
        } else if name.isEqual(to: "id") {
            let value = owner[(offset + start)..<(offset + count)]
            if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
        } else if name.isEqual(to: "retry") {
            takeRetry(owner[(offset + start)..<(offset + count)])
        }
    }

    /// Where the colon is, or the length of the line. No field has a name of more than five letters.
    private static func colon(in line: RawSpan) -> Int {
        for index in 0..<min(line.byteCount, 6)
        where line.unsafeLoad(fromByteOffset: index, as: UInt8.self) == UInt8(ascii: ":") {
            return index
        }
        return line.byteCount
    }

    private mutating func takeData(_ value: ArraySlice<UInt8>) throws(ServerSentEventError) {
        guard data.count + value.count + (hasData ? 1 : 0) <= eventLimit else {
            throw ServerSentEventError(.eventTooLong, limit: eventLimit)
        }
        if hasData {
            // Leaves the chunk's memory behind at the second line.
            data.append(0x0A)
            data.append(contentsOf: value)
        } else {
            data = value
            hasData = true
        }
    }

    private mutating func takeType(_ value: RawSpan) {
        if !value.isEqual(to: lastType.span.bytes) {
            lastType = value.withUnsafeBytes { Array($0) }
            lastTypeName = value.byteCount == 0 ? "message" : String(decoding: lastType, as: UTF8.self)
        }
        hasType = true
    }

    private mutating func takeRetry(_ value: ArraySlice<UInt8>) {
        guard !value.isEmpty, value.count <= 18, value.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return }
        retry = .milliseconds(value.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) })
    }
}

extension RawSpan {
    fileprivate func isEqual(to text: StaticString) -> Bool {
        byteCount == text.utf8CodeUnitCount && isEqual(to: UnsafeRawPointer(text.utf8Start))
    }

    fileprivate func isEqual(to other: RawSpan) -> Bool {
        byteCount == other.byteCount
            && other.withUnsafeBytes { bytes in bytes.baseAddress.map { isEqual(to: $0) } ?? true }
    }

    /// Compares with as many bytes elsewhere.
    private func isEqual(to address: UnsafeRawPointer) -> Bool {
        withUnsafeBytes { bytes in bytes.baseAddress.map { memcmp($0, address, bytes.count) == 0 } ?? true }
    }
}
