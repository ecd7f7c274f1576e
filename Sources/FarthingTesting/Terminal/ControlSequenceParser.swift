/// Cuts a terminal's output into characters and control sequences. What is not complete yet stays unconsumed.
struct ControlSequenceParser {
    struct Sequence {
        /// The bytes between `ESC [` and the last.
        let parameters: [UInt8]
        let final: UInt8

        /// The number at a place; nil if it is missing.
        func parameter(_ index: Int) -> Int? {
            let fields = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            return fields.indices.contains(index) ? Int(String(decoding: fields[index], as: UTF8.self)) : nil
        }
    }

    enum Element {
        case character(Unicode.Scalar)
        case control(UInt8)
        /// A sequence of two bytes.
        case escape(UInt8)
        case sequence(Sequence)
    }

    private let bytes: [UInt8]
    /// Bytes that the elements so far were made of.
    private(set) var consumed = 0
    private static let longest = 4096

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> Element? {
        guard consumed < bytes.count else { return nil }
        let byte = bytes[consumed]
        if byte == 0x1B { return escape() }
        if byte < 0x20 || byte == 0x7F { return take(1, .control(byte)) }
        return character(byte)
    }

    private mutating func take(_ count: Int, _ element: Element) -> Element {
        consumed += count
        return element
    }

    private mutating func character(_ first: UInt8) -> Element? {
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard consumed + length <= bytes.count else { return nil }
        var decoder = UTF8()
        var iterator = bytes[consumed..<consumed + length].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return take(1, .character("\u{FFFD}")) }
        return take(length, .character(scalar))
    }

    private mutating func escape() -> Element? {
        guard consumed + 1 < bytes.count else { return nil }
        let rest = bytes[(consumed + 2)...]
        switch bytes[consumed + 1] {
        case UInt8(ascii: "["):
            guard let end = rest.firstIndex(where: { (0x40...0x7E).contains($0) }) else { return giveUp(rest.count) }
            let sequence = Sequence(parameters: Array(rest[..<end]), final: bytes[end])
            return take(end + 1 - consumed, .sequence(sequence))
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "^"), UInt8(ascii: "_"):  // strings, to BEL or ESC \
            guard let end = rest.firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else { return giveUp(rest.count) }
            if bytes[end] == 0x1B && end + 1 >= bytes.count { return nil }
            return take(end + (bytes[end] == 0x07 ? 1 : 2) - consumed, .control(0))
        case UInt8(ascii: "("), UInt8(ascii: ")"):
            return rest.isEmpty ? nil : take(3, .control(0))
        case let byte: return take(2, .escape(byte))
        }
    }

    private mutating func giveUp(_ count: Int) -> Element? {
        count > Self.longest ? take(1, .control(0)) : nil
    }
}
