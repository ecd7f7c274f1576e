/// The text of an HTML page: without markup, scripts and styles; links with their address; what is preformatted as it
/// is. One pass over the bytes.
struct HTMLText {
    private let bytes: [UInt8]
    private var at = 0
    private var out: [UInt8] = []
    private var preformatted = 0
    private var link: ArraySlice<UInt8> = []

    /// The page's text; nil when the bytes are no HTML page or fragment.
    static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        guard looksLikeHTML(bytes) else { return nil }
        var page = HTMLText(bytes)
        page.read()
        let out = page.trimmed
        return out.count < bytes.count && !out.isEmpty ? out : nil
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        out.reserveCapacity(bytes.count / 2)
    }

    private static func looksLikeHTML(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "<") else { return false }
        let head = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
        return ["<!doctype html", "<html", "<body", "<div", "<table", "<head"].contains { head.contains($0) }
    }

    private mutating func read() {
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "<"), at + 1 < bytes.count, Self.startsTag(bytes[at + 1]) {
                tag()
            } else if byte == UInt8(ascii: "&") {
                entity()
            } else {
                at += 1
                put(byte)
            }
        }
    }

    private static func startsTag(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= 0x61 && lower <= 0x7A || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!")
    }

    private mutating func put(_ byte: UInt8) {
        guard preformatted == 0, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
            return out.append(byte)
        }
        if let last = out.last, last != 0x20, last != 0x0A { out.append(0x20) }
    }

    private mutating func breakLine() {
        while out.last == 0x20 { out.removeLast() }
        if let last = out.last, last != 0x0A { out.append(0x0A) }
    }

    private mutating func tag() {
        let start = at
        if bytes[at...].starts(with: "<!--".utf8) {
            skip(past: Array("-->".utf8))
            return
        }
        var quote: UInt8?
        at += 1
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                break
            }
        }
        let isEnd = bytes[start + 1] == UInt8(ascii: "/")
        let name = String(
            decoding: bytes[(start + (isEnd ? 2 : 1))..<at].prefix(12).prefix {
                $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39
            }, as: UTF8.self
        ).lowercased()
        switch name {
        case "script", "style", "noscript", "svg", "template":
            if !isEnd { skip(past: Array("</\(name)".utf8)) }
        case "pre", "textarea":
            preformatted = max(0, preformatted + (isEnd ? -1 : 1))
            breakLine()
        case "a": anchor(start, isEnd)
        case "li" where !isEnd:
            breakLine()
            out += "- ".utf8
        case "td", "th": if isEnd { out += " | ".utf8 }
        case "p", "div", "br", "tr", "li", "ul", "ol", "table", "section", "article", "header", "footer", "nav", "main",
            "h1", "h2", "h3", "h4", "h5", "h6", "title", "blockquote", "form", "option", "hr", "dt", "dd":
            breakLine()
        default: break
        }
    }

    private mutating func anchor(_ start: Int, _ isEnd: Bool) {
        guard isEnd else {
            link = Self.attribute("href", in: bytes[start..<at])
            return
        }
        if link.count > 1, link.starts(with: "http".utf8) || link.first == UInt8(ascii: "/") {
            out += " (".utf8 + link + ")".utf8
        }
        link = []
    }

    private static func attribute(_ name: String, in tag: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let wanted = Array("\(name)=".utf8)
        var at = tag.startIndex
        while at + wanted.count < tag.endIndex {
            if tag[at...].starts(with: wanted) {
                let quote = tag[at + wanted.count]
                guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return [] }
                let from = at + wanted.count + 1
                return tag[from..<(tag[from...].firstIndex(of: quote) ?? tag.endIndex)]
            }
            at += 1
        }
        return []
    }

    /// Moves behind the next occurrence, in either case; to the end when there is none.
    private mutating func skip(past mark: [UInt8]) {
        while at < bytes.count {
            if bytes[at] == mark[0], bytes.count - at >= mark.count,
                zip(bytes[at...], mark).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 })
            {
                at += mark.count
                if mark.last != UInt8(ascii: ">") {
                    while at < bytes.count, bytes[at] != UInt8(ascii: ">") { at += 1 }
                    at = min(bytes.count, at + 1)
                }
                return
            }
            at += 1
        }
    }

    private mutating func entity() {
        for (name, text) in Self.entities where bytes[at...].starts(with: name.utf8) {
            at += name.utf8.count
            for byte in text.utf8 { put(byte) }
            return
        }
        put(bytes[at])
        at += 1
    }

    private static let entities = [
        ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"),
        ("&nbsp;", " "),
    ]

    private var trimmed: [UInt8] {
        let start = out.firstIndex { $0 > 0x20 } ?? out.endIndex
        let end = out.lastIndex { $0 > 0x20 } ?? start
        return start < end ? Array(out[start...end]) : []
    }
}
