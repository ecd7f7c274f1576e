/// Takes politeness and ornament out of prose: greetings, offers of further help, filler words, emphasis, spaces that
/// say nothing. Code, inline code, quoted text, numbers, names and addresses keep their bytes: a sentence with any of
/// them is never dropped, and a word inside quotes or code never is.
enum ProseCleanup {
    /// Which phrases may go.
    enum Voice {
        /// The person's: greetings, and wrappers around the request.
        case person
        /// The model's: offers of help, and Markdown emphasis.
        case model
    }

    /// The shorter text; nil when there is nothing to take out.
    static func compressed(_ bytes: [UInt8], voice: Voice) -> [UInt8]? {
        let lines = TextLines(bytes)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var isFenced = false
        var blanks = 0
        for index in 0..<lines.count {
            let line = bytes[lines[index]]
            let isFence = line.drop(while: { $0 == 0x20 }).starts(with: "```".utf8)
            if isFence { isFenced.toggle() }
            var cleaned: [UInt8]
            if isFenced || isFence || isCode(line) {
                cleaned = Array(line)
                blanks = 0
            } else {
                cleaned = clean(line, voice)
                let isBlank = cleaned.allSatisfy { $0 == 0x20 || $0 == 0x09 }
                if isBlank {
                    blanks += 1
                    cleaned = []
                    if blanks > 1 || out.isEmpty || (!line.isEmpty && index + 1 == lines.count) { continue }
                } else {
                    blanks = 0
                }
            }
            if index > 0, !out.isEmpty { out.append(0x0A) }
            out += cleaned
        }
        while out.last == 0x0A || out.last == 0x20 { out.removeLast() }
        return out.count < bytes.count && !out.isEmpty ? out : nil
    }

    /// Whether a line outside a fence is code or a table all the same.
    private static func isCode(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first else { return false }
        if first == 0x09 || line.starts(with: "    ".utf8) || first == UInt8(ascii: "|") || first == UInt8(ascii: ">") {
            return true
        }
        if let last = line.last(where: { $0 != 0x20 }), "{};".utf8.contains(last) { return true }
        return line.contains(UInt8(ascii: "{")) || line.contains(UInt8(ascii: "<"))
    }

    private static func clean(_ line: ArraySlice<UInt8>, _ voice: Voice) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(line.count)
        // A list's indentation says what belongs to what; one space says it as well as three.
        var indent = line.prefix { $0 == 0x20 }
        let start = indent.endIndex
        if voice == .model, line[start...].starts(with: "- ".utf8) { indent = indent.prefix(1) }
        for sentence in sentences(of: line[start...]) {
            let text = line[sentence]
            if !isKept(text), Phrases.isBoilerplate(text, voice) { continue }
            append(text, to: &out, voice)
        }
        while out.last == 0x20 || out.last == 0x09 { out.removeLast() }
        return out.isEmpty ? [] : indent + out
    }

    /// Whether a sentence has something in it that must survive.
    private static func isKept(_ sentence: ArraySlice<UInt8>) -> Bool {
        sentence.contains { $0 >= 0x30 && $0 <= 0x39 || "\"`@#$_*{[<".utf8.contains($0) }
            || sentence.contains(bytesOf: "://")
    }

    /// A sentence without filler words and runs of spaces, outside quotes and inline code.
    private static func append(_ sentence: ArraySlice<UInt8>, to out: inout [UInt8], _ voice: Voice) {
        var at = sentence.startIndex
        var quote: UInt8?
        while at < sentence.endIndex {
            let byte = sentence[at]
            if let open = quote {
                if byte == open { quote = nil }
                out.append(byte)
                at += 1
                continue
            }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") {
                if sentence[(at + 1)...].contains(byte) { quote = byte }
            } else if byte == 0x20, out.last == 0x20 {
                at += 1
                continue
            } else if byte == UInt8(ascii: "*"), voice == .model, let next = emphasis(sentence, at) {
                at = next
                continue
            } else if at == sentence.startIndex || sentence[at - 1] == 0x20,
                let end = Phrases.fillerEnd(in: sentence, at: at, voice)
            {
                at = end
                continue
            }
            out.append(byte)
            at += 1
        }
    }

    /// Behind a pair of asterisks that stands for bold type; nil for any other asterisk.
    private static func emphasis(_ text: ArraySlice<UInt8>, _ at: Int) -> Int? {
        guard at + 1 < text.endIndex, text[at + 1] == UInt8(ascii: "*") else { return nil }
        let after = at + 2 < text.endIndex ? text[at + 2] : 0x20
        return after == UInt8(ascii: "*") ? nil : at + 2
    }

    /// The line's sentences, each with the space behind it.
    private static func sentences(of line: ArraySlice<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = line.startIndex
        var at = start
        while at < line.endIndex {
            let byte = line[at]
            at += 1
            let isEnd = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
            guard isEnd, at < line.endIndex, line[at] == 0x20 else { continue }
            while at < line.endIndex, line[at] == 0x20 { at += 1 }
            found.append(start..<at)
            start = at
        }
        if start < line.endIndex { found.append(start..<line.endIndex) }
        return found
    }
}
