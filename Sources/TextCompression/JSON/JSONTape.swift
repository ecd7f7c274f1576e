/// A JSON text as a flat list of its values, each with the bytes it stands on: parsed once, nothing copied.
///
/// Strict JSON only. Several top-level values separated by white space (JSON Lines) are taken as one list.
struct JSONTape {
    enum Kind: UInt8 {
        case object, array, string, number, word
    }

    /// A value. An object's children are its keys and values in turn.
    struct Node {
        var kind: Kind
        /// Whether it is a string with an escape in it, or with a byte that a bare cell may not have.
        var needsQuotes: Bool
        /// The first byte; of a string, its opening quote.
        var start: Int32
        /// The byte after the last; of a string, after its closing quote.
        var end: Int32
        /// The index of the node after this one and its children.
        var next: Int32
        /// How many children it has, an object's members counted once.
        var count: Int32

        /// Whether it may stand for a record that has it: a string or a number that is longer than a flag.
        var isName: Bool { (kind == .string || kind == .number) && end - start > 3 }
    }

    static let maxDepth = 64

    let bytes: [UInt8]
    private(set) var nodes: [Node] = []
    private var at = 0

    /// Parses all of the bytes; nil when they are not JSON, nest too deep, or are more than 1 GiB.
    init?(_ bytes: [UInt8]) {
        guard bytes.count < 1 << 30 else { return nil }
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 8)
        let complete = bytes.withUnsafeBufferPointer { text in
            var values = 0
            nodes.append(Node(kind: .array, needsQuotes: false, start: 0, end: Int32(text.count), next: 0, count: 0))
            skipSpace(text)
            while at < text.count {
                guard value(text, depth: 1) else { return false }
                values += 1
                skipSpace(text)
            }
            nodes[0].count = Int32(values)
            nodes[0].next = Int32(nodes.count)
            return values > 0
        }
        guard complete else { return nil }
    }

    /// The index of the one top-level value, or 0, the list of all of them.
    var root: Int { nodes[0].count == 1 ? 1 : 0 }

    /// The indices of a list's elements.
    func elements(of list: Int) -> [Int] {
        var found: [Int] = []
        found.reserveCapacity(Int(nodes[list].count))
        var index = list + 1
        for _ in 0..<nodes[list].count {
            found.append(index)
            index = Int(nodes[index].next)
        }
        return found
    }

    private mutating func skipSpace(_ text: UnsafeBufferPointer<UInt8>) {
        while at < text.count {
            let byte = text[at]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            at += 1
        }
    }

    private mutating func value(_ text: UnsafeBufferPointer<UInt8>, depth: Int) -> Bool {
        guard at < text.count else { return false }
        switch text[at] {
        case UInt8(ascii: "{"): return container(text, .object, depth)
        case UInt8(ascii: "["): return container(text, .array, depth)
        case UInt8(ascii: "\""): return string(text)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number(text)
        case UInt8(ascii: "t"): return word(text, "true")
        case UInt8(ascii: "f"): return word(text, "false")
        case UInt8(ascii: "n"): return word(text, "null")
        default: return false
        }
    }

    private mutating func container(_ text: UnsafeBufferPointer<UInt8>, _ kind: Kind, _ depth: Int) -> Bool {
        guard depth < Self.maxDepth else { return false }
        let close = kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
        let index = nodes.count
        nodes.append(Node(kind: kind, needsQuotes: false, start: Int32(at), end: 0, next: 0, count: 0))
        at += 1
        var count: Int32 = 0
        skipSpace(text)
        if at < text.count, text[at] == close {
            at += 1
        } else {
            while true {
                if kind == .object {
                    guard at < text.count, text[at] == UInt8(ascii: "\""), string(text) else { return false }
                    skipSpace(text)
                    guard at < text.count, text[at] == UInt8(ascii: ":") else { return false }
                    at += 1
                    skipSpace(text)
                }
                guard value(text, depth: depth + 1) else { return false }
                count += 1
                skipSpace(text)
                guard at < text.count else { return false }
                let byte = text[at]
                at += 1
                if byte == close { break }
                guard byte == UInt8(ascii: ",") else { return false }
                skipSpace(text)
            }
        }
        nodes[index].end = Int32(at)
        nodes[index].next = Int32(nodes.count)
        nodes[index].count = count
        return true
    }

    private mutating func string(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = at
        at += 1
        var special = false
        while at < text.count {
            let byte = text[at]
            let flags = Self.byteFlags[Int(byte)]
            if flags != 0 {
                if byte == UInt8(ascii: "\"") {
                    at += 1
                    append(.string, from: start, needsQuotes: special || Self.mustQuote(text, start + 1, at - 1))
                    return true
                }
                guard byte >= 0x20 else { return false }
                special = true
                if byte == UInt8(ascii: "\\") { at += 1 }
            }
            at += 1
        }
        return false
    }

    /// Whether a string without special bytes would still be taken for something else when it stands bare.
    private static func mustQuote(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end > start else { return true }
        if text[start] == 0x20 || text[end - 1] == 0x20 || text[start] == TableMark.above { return true }
        guard end - start <= 5 else { return false }
        switch text[start] {
        case TableMark.absent: return end - start == 1
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            let word = String(decoding: text[start..<end], as: UTF8.self)
            return word == "true" || word == "false" || word == "null"
        default: return false
        }
    }

    private mutating func number(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = at
        var digits = 0
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): break
            default:
                append(.number, from: start)
                return digits > 0
            }
            at += 1
        }
        append(.number, from: start)
        return digits > 0
    }

    private mutating func word(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        let start = at
        guard at + word.utf8CodeUnitCount <= text.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where text[at + offset] != word.utf8Start[offset] { return false }
        at += word.utf8CodeUnitCount
        append(.word, from: start)
        return true
    }

    private mutating func append(_ kind: Kind, from start: Int, needsQuotes: Bool = false) {
        nodes.append(
            Node(
                kind: kind, needsQuotes: needsQuotes, start: Int32(start), end: Int32(at),
                next: Int32(nodes.count + 1), count: 0))
    }

    /// Bytes of a string at which it ends, or because of which it cannot stand without its quotes.
    private static let byteFlags: [UInt8] = {
        var flags = [UInt8](repeating: 0, count: 256)
        for byte in 0..<0x20 { flags[byte] = 1 }
        for byte in "\"\\,;[]{}".utf8 { flags[Int(byte)] = 1 }
        return flags
    }()
}

/// The single characters that stand for something in a table.
enum TableMark {
    /// The value of the row above.
    static let above = UInt8(ascii: "^")
    /// The member is not there.
    static let absent = UInt8(ascii: "~")
}
