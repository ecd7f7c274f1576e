/// A place in a text that is not JSON.
public struct JSONSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was expected or found, in words.
    public let reason: String
    /// Offset of the offending byte from the start.
    public let offset: Int
    /// Line of the offending byte, from 1.
    public let line: Int
    /// Column in bytes, from 1.
    public let column: Int

    init(_ reason: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        self.reason = reason
        self.offset = offset
        let before = bytes[..<Swift.min(offset, bytes.count)]
        line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        column = offset - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
    }

    /// One line for a person: what and where.
    public var description: String { "not JSON: \(reason) at line \(line), column \(column)" }
}
