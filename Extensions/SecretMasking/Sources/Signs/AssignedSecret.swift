/// A value that is assigned to something called a password, a secret, a token or a key: `DB_PASSWORD=…`,
/// `"api_key": "…"`.
///
/// Most of what stands behind such words is no secret: types, calls, prose, counts. So a value must look drawn by lot:
/// letters and digits, many different ones, no sentence, no path, no variable.
struct AssignedSecret {
    let text: ScannedText
    /// Where the word ends.
    let position: Int

    var verdict: SecretSign.Verdict {
        var index = position
        guard skip(&index, "\"'`\\", most: 3), skip(&index, " \t", most: 4) else { return .open }
        guard index < text.count else { return text.isLast ? .nothing : .open }
        guard text[index] == UInt8(ascii: ":") || text[index] == UInt8(ascii: "=") else { return .nothing }
        guard skip(&index, ":=>", most: 3), skip(&index, " \t", most: 4) else { return .open }
        let quotes = index
        guard skip(&index, "\"'`\\", most: 3) else { return .open }
        return value(from: index, isQuoted: index > quotes)
    }

    /// Steps over some of these characters; false when that reaches the end of what is known so far.
    private func skip(_ index: inout Int, _ characters: StaticString, most: Int) -> Bool {
        let end = index + most
        while index < end {
            guard index < text.count else { return text.isLast }
            let byte = text[index]
            guard (0..<characters.utf8CodeUnitCount).contains(where: { characters.utf8Start[$0] == byte }) else {
                return true
            }
            index += 1
        }
        return true
    }

    private func value(from start: Int, isQuoted: Bool) -> SecretSign.Verdict {
        var end = start
        while end < text.count, end - start <= 256, !Self.endsValue(text[end]) { end += 1 }
        if end == text.count, end - start <= 256, !text.isLast { return .open }
        let value = text.bytes[start..<end]
        guard value.count >= (isQuoted ? 8 : 12), value.count <= 256, !SecretSign.isStandIn(value) else {
            return .nothing
        }
        // A call or an index: code that fetches the secret, not the secret.
        if end < text.count, text[end] == UInt8(ascii: "(") || text[end] == UInt8(ascii: "[") { return .nothing }
        return Self.looksDrawn(value, isQuoted: isQuoted) ? .secret(start..<end, kind: "secret") : .nothing
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...32, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "\\"),
            UInt8(ascii: "&"), 0x80...0xFF:
            true
        default: false
        }
    }

    private static func looksDrawn(_ value: Slice<UnsafeBufferPointer<UInt8>>, isQuoted: Bool) -> Bool {
        var kinds: ByteClass = []
        var seen: (UInt64, UInt64) = (0, 0)
        var changes = 0
        var isDigit = false
        for byte in value {
            let kind = ByteClass(of: byte)
            kinds.formUnion(kind)
            if (kind == .digit) != isDigit {
                isDigit.toggle()
                changes += 1
            }
            if byte < 64 { seen.0 |= 1 << UInt64(byte) } else { seen.1 |= 1 << UInt64(byte & 63) }
        }
        let different = seen.0.nonzeroBitCount + seen.1.nonzeroBitCount
        guard kinds.contains(.digit), !kinds.isDisjoint(with: [.upper, .lower]) else { return false }
        // `example.com:8080`, `config/v2/file.json`: dots and slashes divide words, not what is drawn by lot.
        let divides = value.count { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }
        guard divides * 12 <= value.count else { return false }
        return different >= (isQuoted ? 7 : 9) && (changes >= 3 || (isQuoted && value.count <= 24))
    }
}
