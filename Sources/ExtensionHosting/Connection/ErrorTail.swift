/// The newest part of what a program wrote to its standard error.
struct ErrorTail: Sendable {
    /// How much is kept, in bytes.
    static let limit = 65_536

    private var bytes: [UInt8] = []

    /// Takes in more.
    mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: more)
        // Cut when it has doubled, so that each byte costs the same however much there is.
        if bytes.count > 2 * Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }

    /// The text; what is not UTF-8 becomes U+FFFD.
    var text: String { String(decoding: bytes.suffix(Self.limit), as: UTF8.self) }

    /// The last line that says something.
    var lastLine: String? {
        text.split(whereSeparator: \.isNewline).last { $0.contains { !$0.isWhitespace } }
            .map { String($0.prefix(300)) }
    }
}
