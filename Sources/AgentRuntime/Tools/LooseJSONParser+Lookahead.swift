extension LooseJSONParser {
    /// How far past white space the parser looks ahead, in bytes: longer than any sensible key.
    static var lookahead: Int { 80 }

    /// Whether a key begins at a place.
    enum Guess {
        case yes
        case no
        /// The text ends or goes on too long to tell.
        case unknown
    }

    /// Whether the quote just before `after` closes a string, judged by what follows it. In strict JSON it always does.
    func closesString(_ after: Int, in place: Place) -> Bool {
        if place == .key { return true }
        let next = skipBlanks(from: after)
        guard next < end else { return true }
        switch bytes[next] {
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ";"): return true
        case UInt8(ascii: ")"): return place == .tupleElement
        case UInt8(ascii: ","): return place != .member || startsKey(at: skipBlanks(from: next + 1)) != .no
        case UInt8(ascii: ":"): return place != .member
        case UInt8(ascii: "#"): return next > after
        case UInt8(ascii: "/"): return byte(next + 1) == UInt8(ascii: "/") || byte(next + 1) == UInt8(ascii: "*")
        case UInt8(ascii: "+"): return startsString(skipBlanks(from: next + 1))
        case UInt8(ascii: "<"): return byte(next + 1) == UInt8(ascii: "/")
        case UInt8(ascii: "`") where byte(next + 1) == UInt8(ascii: "`") && byte(next + 2) == UInt8(ascii: "`"):
            return next > after
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            return place == .member ? startsKey(at: next) != .no : next > after
        case UInt8(ascii: "{"), UInt8(ascii: "["): return place != .member && next > after
        default: return place == .member && next > after && startsKey(at: next) == .yes
        }
    }

    /// Whether a member's key begins at `start`, or what may stand in its place after a comma.
    func startsKey(at start: Int) -> Guess {
        guard start < end else { return .unknown }
        let limit = min(end, start + Self.lookahead)
        switch bytes[start] {
        case UInt8(ascii: "}"), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: "#"), UInt8(ascii: "/"): return .yes
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            return quotedKey(from: start, to: limit)
        case 0xE2 where quoteLength(start) == 3: return .unknown
        default: return bareKey(from: start, to: limit)
        }
    }

    private func quotedKey(from start: Int, to limit: Int) -> Guess {
        var next = start + 1
        while next < limit {
            switch bytes[next] {
            case bytes[start]: return isColon(at: skipBlanks(from: next + 1))
            case UInt8(ascii: "\\"): next += 2
            case 0x0A, 0x0D: return .no
            default: next += 1
            }
        }
        return .unknown
    }

    private func bareKey(from start: Int, to limit: Int) -> Guess {
        var next = start
        while next < limit, isKeyByte(bytes[next]) { next += 1 }
        guard next > start else { return .no }
        guard next < limit else { return .no }
        return isColon(at: skipBlanks(from: next)) == .yes ? .yes : .no
    }

    private func isColon(at next: Int) -> Guess {
        guard next < end else { return .unknown }
        switch bytes[next] {
        case UInt8(ascii: ":"):
            return byte(next + 1) == UInt8(ascii: "/") && byte(next + 2) == UInt8(ascii: "/") ? .no : .yes
        case UInt8(ascii: "="): return byte(next + 1) == UInt8(ascii: "=") ? .no : .yes
        default: return .no
        }
    }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
