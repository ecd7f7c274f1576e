/// Puts the head of the final response together from the lines that libcurl hands over one by one.
///
/// Interim (1xx) heads are skipped, each new status line starts again, and lines after the end (trailers) are ignored.
struct ResponseHeadParser {
    enum Step {
        case more
        case head(HTTPResponseHead)
        case malformed(String)
    }

    /// More header bytes than this are no sane response.
    static let maxBytes = 256 << 10

    private var status: Int?
    private var headers = HTTPHeaders()
    private var byteCount = 0
    private var isComplete = false

    /// Takes one line, with or without its line end.
    mutating func feed(_ line: UnsafeRawBufferPointer) -> Step {
        byteCount += line.count
        guard byteCount <= ResponseHeadParser.maxBytes else {
            return .malformed("the header fields of the response are larger than \(ResponseHeadParser.maxBytes) bytes")
        }
        let text = ResponseHeadParser.trimmed(line[...])
        if text.starts(with: "HTTP/".utf8) { return startHead(text) }
        guard !isComplete, let status else { return .more }
        if text.isEmpty {
            // A 101 would be a switch of protocol, which is never asked for.
            if status < 200 {
                self.status = nil
                return .more
            }
            isComplete = true
            return .head(HTTPResponseHead(status: status, headers: headers))
        }
        if let first = line.first, first == 0x20 || first == 0x09 {
            headers.continueLast(String(decoding: text, as: UTF8.self))
            return .more
        }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return .more }
        headers.append(
            String(decoding: text[..<colon], as: UTF8.self),
            String(decoding: ResponseHeadParser.trimmed(text[(colon + 1)...]), as: UTF8.self))
        return .more
    }

    private mutating func startHead(_ line: Slice<UnsafeRawBufferPointer>) -> Step {
        headers = HTTPHeaders()
        isComplete = false
        guard let space = line.firstIndex(of: 0x20) else { return .malformed("the status line has no status") }
        let digits = line[(space + 1)...].prefix(3)
        guard digits.count == 3, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return .malformed("the status line has no three-digit status")
        }
        status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return .more
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var bytes = bytes
        while let last = bytes.last, isSpace(last) { bytes = bytes.dropLast() }
        while let first = bytes.first, isSpace(first) { bytes = bytes.dropFirst() }
        return bytes
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
}
