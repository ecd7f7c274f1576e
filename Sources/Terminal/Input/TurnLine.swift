/// The line that is typed, unseen, while the agent works: a value that is fed bytes and says which lines are done.
///
/// Backspace, Ctrl-U and Ctrl-W edit it, other control keys and escape sequences do nothing, and a bracketed paste goes in
/// whole. It is bounded: what does not fit is dropped.
struct TurnLine {
    private enum Mode {
        case text
        case escape
        case sequence([UInt8])
        case paste
    }

    private var mode = Mode.text
    private var line: [UInt8] = []
    private let limit: Int
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    /// - Parameter limit: bytes that a line may have.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes in what was typed. Returns the messages sent with it; empty ones are left out.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
        var sent: [String] = []
        for byte in bytes {
            if let text = take(byte) { sent.append(text) }
        }
        return sent
    }

    /// Returns what has been typed without Enter, as the bytes that would type it again, and starts anew.
    mutating func takeUnsent() -> [UInt8] {
        defer { self = TurnLine(limit: limit) }
        return Self.typing(String(decoding: line, as: UTF8.self))
    }

    /// Returns the bytes that type a text, with several rows as a paste.
    static func typing(_ text: String) -> [UInt8] {
        guard text.utf8.contains(where: { $0 < 0x20 }) else { return Array(text.utf8) }
        return Array("\u{1B}[200~".utf8) + text.utf8 + pasteEnd
    }

    private mutating func take(_ byte: UInt8) -> String? {
        switch mode {
        case .text: return takeText(byte)
        case .escape: mode = byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") ? .sequence([]) : .text
        case .sequence(let parameters):
            if (0x40...0x7E).contains(byte) || parameters.count > 16 {
                mode = parameters + [byte] == Array("200~".utf8) ? .paste : .text
            } else {
                mode = .sequence(parameters + [byte])
            }
        case .paste:
            append(byte == 0x0D ? 0x0A : byte)
            if line.suffix(Self.pasteEnd.count) == Self.pasteEnd[...] {
                line.removeLast(Self.pasteEnd.count)
                line.removeAll { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }
                mode = .text
            }
        }
        return nil
    }

    private mutating func takeText(_ byte: UInt8) -> String? {
        switch byte {
        case 0x0A, 0x0D:
            let text = String(decoding: line, as: UTF8.self)
            line = []
            return text.allSatisfy(\.isWhitespace) ? nil : text
        case 0x1B: mode = .escape
        case 0x08, 0x7F:
            while let last = line.popLast(), last & 0xC0 == 0x80 {}
        case 0x15: line = []
        case 0x17:
            while line.last == 0x20 { line.removeLast() }
            while let last = line.last, last != 0x20 { line.removeLast() }
        case 0x09, 0x20...0x7E, 0x80...: append(byte)
        default: break
        }
        return nil
    }

    private mutating func append(_ byte: UInt8) {
        // Room for the end of a paste, so that one that is too long still ends.
        if line.count < limit {
            line.append(byte)
        } else if case .paste = mode {
            pasteTail(byte)
        }
    }

    /// Keeps the last bytes of a paste that is too long in the last places of the line, to see its end.
    private mutating func pasteTail(_ byte: UInt8) {
        line.remove(at: line.count - Self.pasteEnd.count)
        line.append(byte)
    }
}
