/// Takes HTTP/1.1 requests out of a stream of bytes.
struct LoopbackRequestParser {
    struct Request {
        var method = ""
        var target = ""
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
        var wantsClose = false
    }

    enum Step {
        case request(Request)
        case needsMore
        case malformed
    }

    /// A request that is larger than this, in its head or its body, is malformed.
    static let maxHeadBytes = 1 << 20
    static let maxBodyBytes = 256 << 20

    private var buffer: [UInt8] = []
    private var consumed = 0

    /// Bytes that no request was made of yet.
    var waitingBytes: Int { buffer.count - consumed }

    /// Adds bytes as they came.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if consumed == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            consumed = 0
        } else if consumed > 1 << 20 {
            buffer.removeFirst(consumed)
            consumed = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Returns the next request that is complete.
    mutating func next() -> Step {
        guard let headEnd = find([13, 10, 13, 10], from: consumed) else {
            return buffer.count - consumed > LoopbackRequestParser.maxHeadBytes ? .malformed : .needsMore
        }
        var request = Request()
        guard parseHead(consumed..<headEnd, into: &request) else { return .malformed }
        let start = headEnd + 4
        if request.headers.contains(where: { $0.name == "transfer-encoding" && $0.value.lowercased() == "chunked" }) {
            return chunkedBody(from: start, of: request)
        }
        let declared = request.headers.first { $0.name == "content-length" }
        let count = declared.map { Int($0.value) ?? -1 } ?? 0
        guard (0...Self.maxBodyBytes).contains(count) else { return .malformed }
        guard buffer.count - start >= count else { return .needsMore }
        request.body = Array(buffer[start..<(start + count)])
        consumed = start + count
        return .request(request)
    }

    private func parseHead(_ range: Range<Int>, into request: inout Request) -> Bool {
        var lineStart = range.lowerBound
        var isFirst = true
        while lineStart < range.upperBound {
            let lineEnd = find([13, 10], from: lineStart).map { min($0, range.upperBound) } ?? range.upperBound
            let line = buffer[lineStart..<lineEnd]
            if isFirst {
                let parts = line.split(separator: 0x20)
                guard parts.count == 3, parts[2].starts(with: "HTTP/1.".utf8) else { return false }
                request.method = String(decoding: parts[0], as: UTF8.self)
                request.target = String(decoding: parts[1], as: UTF8.self)
                request.wantsClose = parts[2].last == UInt8(ascii: "0")
                isFirst = false
            } else {
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return false }
                let name = String(decoding: line[..<colon].map(Self.lowercased), as: UTF8.self)
                let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
                request.headers.append((name, String(decoding: value, as: UTF8.self)))
                if name == "connection", value.map(Self.lowercased) == Array("close".utf8) { request.wantsClose = true }
            }
            lineStart = lineEnd + 2
        }
        return !isFirst
    }

    private mutating func chunkedBody(from start: Int, of request: Request) -> Step {
        var request = request
        var position = start
        while true {
            guard let lineEnd = find([13, 10], from: position) else { return .needsMore }
            let digits = buffer[position..<lineEnd].prefix { $0 != UInt8(ascii: ";") }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16),
                (0...Self.maxBodyBytes).contains(request.body.count + size)
            else { return .malformed }
            position = lineEnd + 2
            if size == 0 { break }
            guard buffer.count >= position + size + 2 else { return .needsMore }
            request.body.append(contentsOf: buffer[position..<(position + size)])
            position += size + 2
        }
        // Trailers, up to an empty line.
        while true {
            guard let lineEnd = find([13, 10], from: position) else { return .needsMore }
            defer { position = lineEnd + 2 }
            if lineEnd == position { break }
        }
        consumed = position
        return .request(request)
    }

    private func find(_ pattern: [UInt8], from start: Int) -> Int? {
        buffer.withUnsafeBufferPointer { bytes in
            var index = start
            let end = bytes.count - pattern.count
            while index <= end {
                if bytes[index] == pattern[0], (1..<pattern.count).allSatisfy({ bytes[index + $0] == pattern[$0] }) {
                    return index
                }
                index += 1
            }
            return nil
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
