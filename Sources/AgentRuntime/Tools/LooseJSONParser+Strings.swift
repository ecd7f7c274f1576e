import ExactJSON

extension LooseJSONParser {
    /// Whether a quote of some kind stands at `at`.
    func startsString(_ at: Int) -> Bool { quoteLength(at) > 0 }

    /// The length in bytes of the opening quote at `at`; 0 when there is none. Curly quotes have 3.
    func quoteLength(_ at: Int) -> Int {
        switch byte(at) {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): 1
        case 0xE2 where byte(at + 1) == 0x80 && (byte(at + 2) == 0x9C || byte(at + 2) == 0x98): 3
        default: 0
        }
    }

    /// The length of a Python string's prefix (`r`, `b`, `f`, `u`, or two of them) at `index`; nil when there is none.
    func stringPrefix() -> Int? {
        var length = 0
        while length < 2, let byte = byte(index + length), "rRbBfFuU".utf8.contains(byte) { length += 1 }
        let quote = byte(index + length)
        return length > 0 && (quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")) ? length : nil
    }

    /// Parses a string; its quote is at `index`.
    mutating func parseString(in place: Place) -> String {
        let quote = bytes[index]
        if quote == 0xE2 { return parseCurly(in: place) }
        if byte(index + 1) == quote, byte(index + 2) == quote { return parseTriple(quote) }
        index += 1
        var start = index
        var buffer: [UInt8] = []
        while index < end {
            let byte = bytes[index]
            if byte == quote, closesString(index + 1, in: place) {
                defer { index += 1 }
                if buffer.isEmpty { return String(decoding: bytes[start..<index], as: UTF8.self) }
                buffer.append(contentsOf: bytes[start..<index])
                return String(decoding: buffer, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") {
                buffer.append(contentsOf: bytes[start..<index])
                parseEscape(into: &buffer)
                start = index
            } else {
                index += 1
            }
        }
        noteCut()
        buffer.append(contentsOf: bytes[min(start, end)..<end])
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Parses a string in curly quotes, which end at the matching one or at a straight one that can close.
    private mutating func parseCurly(in place: Place) -> String {
        let closing = bytes[index + 2] + 1
        index += 3
        var buffer: [UInt8] = []
        while index < end {
            let byte = bytes[index]
            if byte == 0xE2, self.byte(index + 1) == 0x80, self.byte(index + 2) == closing,
                closesString(index + 3, in: place)
            {
                index += 3
                return String(decoding: buffer, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") {
                parseEscape(into: &buffer)
            } else {
                buffer.append(byte)
                index += 1
            }
        }
        noteCut()
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Parses a string in triple quotes: as it stands, without escapes, less the line break after the opening quotes.
    /// After three backticks the rest of the line is a language's name.
    private mutating func parseTriple(_ quote: UInt8) -> String {
        index += 3
        if quote == UInt8(ascii: "`") {
            var next = index
            while next < end, bytes[next] != 0x0A, bytes[next] > 0x20, bytes[next] != quote { next += 1 }
            if byte(next) == 0x0A { index = next }
        }
        if byte(index) == 0x0D, byte(index + 1) == 0x0A { index += 1 }
        if byte(index) == 0x0A { index += 1 }
        let start = index
        while index < end {
            if bytes[index] == quote, byte(index + 1) == quote, byte(index + 2) == quote {
                // Quotes that the text itself ends with come before the three that close it.
                while byte(index + 3) == quote { index += 1 }
                defer { index += 3 }
                return String(decoding: bytes[start..<index], as: UTF8.self)
            }
            index += 1
        }
        noteCut()
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Parses an escape; its backslash is at `index`. An escape that no language has stands for itself, so that regular
    /// expressions and Windows paths keep their backslashes.
    private mutating func parseEscape(into buffer: inout [UInt8]) {
        guard let escape = byte(index + 1) else {
            index = end
            return
        }
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"), UInt8(ascii: "`"):
            append(escape, to: &buffer)
        case UInt8(ascii: "b"): append(0x08, to: &buffer)
        case UInt8(ascii: "f"): append(0x0C, to: &buffer)
        case UInt8(ascii: "n"): append(0x0A, to: &buffer)
        case UInt8(ascii: "r"): append(0x0D, to: &buffer)
        case UInt8(ascii: "t"): append(0x09, to: &buffer)
        case 0x0A: index += 2
        case UInt8(ascii: "x"): parseHex(2, into: &buffer)
        case UInt8(ascii: "u"): parseUnicode(into: &buffer)
        default:
            buffer.append(UInt8(ascii: "\\"))
            index += 1
        }
    }

    private mutating func append(_ byte: UInt8, to buffer: inout [UInt8]) {
        buffer.append(byte)
        index += 2
    }

    private mutating func parseHex(_ count: Int, into buffer: inout [UInt8]) {
        switch hex(count, at: index + 2) {
        case .value(let value):
            buffer.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
            index += 2 + count
        case .cut: index = end
        case .none:
            buffer.append(UInt8(ascii: "\\"))
            index += 1
        }
    }

    private mutating func parseUnicode(into buffer: inout [UInt8]) {
        guard case .value(let high) = hex(4, at: index + 2), high & 0xFC00 == 0xD800 else {
            return parseHex(4, into: &buffer)
        }
        let next = index + 6
        // Half of a pair at the very end of the text was cut from its other half.
        guard next < end, !(next + 1 == end && bytes[next] == UInt8(ascii: "\\")) else {
            index = end
            return
        }
        if bytes[next] == UInt8(ascii: "\\"), byte(next + 1) == UInt8(ascii: "u") {
            switch hex(4, at: next + 2) {
            case .value(let low) where low & 0xFC00 == 0xDC00:
                let scalar = 0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF)
                buffer.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
                index = next + 6
                return
            case .cut:
                index = end
                return
            default: break
            }
        }
        parseHex(4, into: &buffer)
    }

    private enum Hex {
        case value(UInt32)
        case cut
        case none
    }

    private func hex(_ count: Int, at start: Int) -> Hex {
        var value: UInt32 = 0
        for offset in 0..<count {
            guard let byte = byte(start + offset) else { return .cut }
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: return .none
            }
        }
        return .value(value)
    }
}
