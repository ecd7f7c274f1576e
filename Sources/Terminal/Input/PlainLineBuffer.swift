/// Cuts piped input into lines, as a value that is fed bytes.
///
/// A line ends with LF or CRLF, and the last one with the end of input. What is wrong with a line is thrown in its place,
/// and the lines after it are not affected.
struct PlainLineBuffer {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var scanned = 0
    private var offset = 0
    private var line = 1
    private var isSkipping = false
    private var hasEnded = false

    /// - Parameter limit: bytes that a line may have, without its ending.
    init(limit: Int) {
        self.limit = limit
    }

    /// Bytes held at this moment.
    var held: Int { bytes.count }

    mutating func append(_ more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Says that no more bytes come, so that what is left is a line.
    mutating func end() {
        hasEnded = true
    }

    /// Takes the next line; nil when it is not complete, or when the input is over.
    mutating func next() throws(TerminalError) -> String? {
        while true {
            guard let newline = bytes[scanned...].firstIndex(of: UInt8(ascii: "\n")) else {
                scanned = bytes.count
                if isSkipping || bytes.count > limit + 1 {
                    isSkipping = true
                    drop(bytes.count)
                }
                guard hasEnded else { return nil }
                if isSkipping { return try take(content: 0, whole: 0) }
                return bytes.isEmpty ? nil : try take(content: bytes.count, whole: bytes.count)
            }
            let hasReturn = newline > 0 && bytes[newline - 1] == UInt8(ascii: "\r")
            return try take(content: hasReturn ? newline - 1 : newline, whole: newline + 1)
        }
    }

    private mutating func take(content: Int, whole: Int) throws(TerminalError) -> String {
        let number = line
        let start = offset
        let isTooLong = isSkipping || content > limit
        isSkipping = false
        line += 1
        defer { drop(whole) }
        if isTooLong { throw .lineTooLong(line: number, limit: limit) }
        let text = bytes[..<content]
        if let string = String(validating: text, as: UTF8.self) { return string }
        throw .invalidUTF8(byteOffset: start + Self.validPrefix(of: text), line: number)
    }

    private mutating func drop(_ count: Int) {
        bytes.removeFirst(count)
        offset += count
        scanned = 0
    }

    private static func validPrefix(of bytes: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var length = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { length += UTF8.width(scalar) }
        return length
    }
}
