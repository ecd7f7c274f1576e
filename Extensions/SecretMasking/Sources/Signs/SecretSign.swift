/// Something in a text that says that a secret stands here or right behind it.
enum SecretSign: Sendable {
    /// The beginning of a vendor's tokens.
    case token(TokenShape)
    /// The beginning of a JSON Web Token.
    case webToken
    /// The first line of a private key.
    case privateKey
    /// `://`, behind which an address may hold a password.
    case address
    /// `Bearer `, `Authorization: Basic `.
    case authorization
    /// `password`, `secret` and the like, behind which a value may be assigned.
    case assignment

    /// What a sign turned out to mean.
    enum Verdict: Equatable {
        /// No secret.
        case nothing
        /// That depends on what follows.
        case open
        /// These bytes are a secret of this kind.
        case secret(Range<Int>, kind: String)
    }

    /// What the sign at these bytes means.
    func verdict(in text: ScannedText, from start: Int, to end: Int) -> Verdict {
        switch self {
        case .token(let shape): shape.verdict(in: text, from: start, to: end)
        case .webToken: Self.webToken(in: text, from: start)
        case .privateKey: Self.privateKey(in: text, from: start, to: end)
        case .address: Self.address(in: text, behind: end)
        case .authorization: Self.authorization(in: text, behind: end)
        case .assignment: AssignedSecret(text: text, position: end).verdict
        }
    }

    /// Whether the sign may begin at an index where a part of it stands.
    func mayBegin(in text: ScannedText, at index: Int) -> Bool {
        switch self {
        case .token, .webToken: text.beginsWord(at: index)
        default: true
        }
    }

    /// Whether a secret may go on with this byte right behind the sign.
    func mayContinue(with byte: UInt8) -> Bool {
        switch self {
        case .token(let shape): !ByteClass(of: byte).isDisjoint(with: shape.alphabet)
        case .webToken: !ByteClass(of: byte).isDisjoint(with: .token)
        default: true
        }
    }

    /// Three parts in base64url, RFC 7519; the first two are JSON objects, which begin with `eyJ`.
    private static func webToken(in text: ScannedText, from start: Int) -> Verdict {
        guard text.beginsWord(at: start) else { return .nothing }
        guard let header = text.endOfRun(of: .token, from: start, limit: 4096) else { return .open }
        guard header - start >= 10 else { return .nothing }
        switch text.has(".eyJ", at: header) {
        case nil: return .open
        case false?: return .nothing
        case true?: break
        }
        guard let claims = text.endOfRun(of: .token, from: header + 1, limit: 16_384) else { return .open }
        switch text.has(".", at: claims) {
        case nil: return .open
        case false?: return .nothing
        case true?: break
        }
        guard let end = text.endOfRun(of: .token, from: claims + 1, limit: 4096) else { return .open }
        return end - claims > 10 ? .secret(start..<end, kind: "web_token") : .nothing
    }

    /// From the first line to the last one; without a last line as far as it can reach, so that nothing of a cut key
    /// is shown.
    private static func privateKey(in text: ScannedText, from start: Int, to end: Int) -> Verdict {
        let limit = 32_768
        var index = end
        // The rest of the first line says what it is.
        let titled: (UInt8) -> Bool = {
            $0 == UInt8(ascii: " ") || !ByteClass(of: $0).isDisjoint(with: [.upper, .digit])
        }
        while index < text.count, index - end < 40, titled(text[index]) { index += 1 }
        guard index < text.count else { return text.isLast || index - end >= 40 ? .nothing : .open }
        let title = text.bytes[end..<index]
        guard contains("PRIVATE KEY", title) else { return .nothing }
        while index < text.count, index - start < limit {
            if text[index] == UInt8(ascii: "-"), text.has("-----END ", at: index) == true {
                var close = index + 9
                while close < text.count, close - index < 60, text[close] != UInt8(ascii: "-") { close += 1 }
                switch text.has("-----", at: close) {
                case nil: return .open
                case true?: return .secret(start..<(close + 5), kind: "private_key")
                case false?: break
                }
            }
            index += 1
        }
        guard text.isLast || index - start >= limit else { return .open }
        return .secret(start..<index, kind: "private_key")
    }

    /// `user:password@` of an address, RFC 3986 §3.2.1; the password is the secret.
    private static func address(in text: ScannedText, behind end: Int) -> Verdict {
        var index = end
        var colon: Int?
        while true {
            guard index - end < 512 else { return .nothing }
            guard index < text.count else { return text.isLast ? .nothing : .open }
            switch text[index] {
            case UInt8(ascii: "@"):
                guard let colon, index - colon > 3, !isStandIn(text.bytes[(colon + 1)..<index]) else {
                    return .nothing
                }
                return .secret((colon + 1)..<index, kind: "password")
            case UInt8(ascii: ":"): colon = colon ?? index
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "'"),
                UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "`"),
                UInt8(ascii: "\\"), UInt8(ascii: ")"), 0...32:
                return .nothing
            default: break
            }
            index += 1
        }
    }

    private static func authorization(in text: ScannedText, behind start: Int) -> Verdict {
        let alphabet: ByteClass = [.token, .dot, .base64, .colon]
        guard let end = text.endOfRun(of: alphabet, from: start, limit: 8192) else { return .open }
        let value = text.bytes[start..<end]
        let hasDigit = value.contains { ByteClass(of: $0) == .digit }
        return end - start >= 16 && hasDigit ? .secret(start..<end, kind: "authorization") : .nothing
    }

    /// Whether a value only stands for a secret: a variable, a placeholder, stars.
    static func isStandIn(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = value.first else { return true }
        if value.allSatisfy({ $0 == first }) || first == 0xC2 { return true }  // 0xC2 begins §
        return "$<{%[*".utf8.contains(first) || contains("xxxx", value) || contains("XXXX", value)
            || contains("...", value)
    }

    private static func contains(_ wanted: String, _ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let wanted = Array(wanted.utf8)
        guard bytes.count >= wanted.count else { return false }
        return (bytes.startIndex...(bytes.endIndex - wanted.count)).contains { start in
            wanted.indices.allSatisfy { bytes[start + $0] == wanted[$0] }
        }
    }
}
