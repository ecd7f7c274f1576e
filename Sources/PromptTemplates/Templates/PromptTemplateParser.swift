/// The parser of prompt templates.
///
/// A line that holds nothing but one `if`, `else` or `endif` tag vanishes with its line break. `{{"{{"}}` gives braces.
struct PromptTemplateParser {
    /// The deepest nesting of conditions.
    static let maximumDepth = 16

    private enum Tag {
        case value(PromptExpression)
        case include(String)
        case original
        case open(PromptExpression)
        case otherwise
        case close

        /// Whether the tag leaves no text of its own.
        var isControl: Bool {
            switch self {
            case .open, .otherwise, .close: true
            case .value, .include, .original: false
            }
        }
    }

    /// A condition whose end has not come yet.
    private struct Open {
        let condition: PromptExpression
        let line: Int
        var then: [PromptTemplate.Piece] = []
        var otherwise: [PromptTemplate.Piece]?
    }

    private let file: String
    private var rest: Substring
    private var line = 1
    private var pieces: [PromptTemplate.Piece] = []
    private var open: [Open] = []

    private init(_ text: String, file: String) {
        rest = text[...]
        self.file = file
    }

    /// Parses a text.
    ///
    /// - Parameter file: its name for errors.
    /// - Throws: `PromptError` of code `syntax`.
    static func parse(_ text: String, file: String) throws(PromptError) -> PromptTemplate {
        var text = text
        if text.utf8.contains(0x0D) {
            text = String(text.split(omittingEmptySubsequences: false) { $0 == "\r\n" }.joined(separator: "\n"))
        }
        var parser = PromptTemplateParser(text, file: file)
        return PromptTemplate(pieces: try parser.parse())
    }

    private mutating func parse() throws(PromptError) -> [PromptTemplate.Piece] {
        var lineStart = true
        while let braces = rest.utf8.firstRange(of: "{{") {
            let before = rest[..<braces.lowerBound]
            let tagLine = line + before.utf8.count { $0 == 0x0A }
            let body = try body(from: braces.upperBound, line: tagLine)
            let tag = try tag(body, line: tagLine)
            var text = before
            var after = rest[rest.utf8.index(body.endIndex, offsetBy: 2)...]
            line = tagLine + body.utf8.count { $0 == 0x0A }
            let indent = text.reversed().prefix { $0 == " " || $0 == "\t" }.count
            let startsLine = text.dropLast(indent).last.map { $0 == "\n" } ?? lineStart
            let blank = after.prefix { $0 == " " || $0 == "\t" }
            let endsLine = after.dropFirst(blank.count).first.map { $0 == "\n" } ?? true
            if startsLine, endsLine, tag.isControl {
                text = text.dropLast(indent)
                after = after.dropFirst(blank.count)
                if !after.isEmpty {
                    after = after.dropFirst()
                    line += 1
                }
                lineStart = true
            } else {
                lineStart = false
            }
            append(text: text)
            try append(tag, line: tagLine)
            rest = after
        }
        append(text: rest)
        if let unclosed = open.last { throw failure(unclosed.line, "this if has no {{endif}}") }
        return pieces
    }

    /// The text between the braces: up to the first `}}` that is not in quotes.
    private func body(from start: Substring.Index, line: Int) throws(PromptError) -> Substring {
        var quote: UInt8?
        var index = start
        let bytes = rest.utf8
        while index < bytes.endIndex {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "}"), bytes[bytes.index(after: index)...].first == UInt8(ascii: "}") {
                return rest[start..<index]
            }
            index = bytes.index(after: index)
        }
        throw failure(line, "{{ is not closed by }}; for braces as such write {{\"{{\"}}")
    }

    private func tag(_ body: Substring, line: Int) throws(PromptError) -> Tag {
        let words = body.split(maxSplits: 1) { $0.isWhitespace }
        let argument = words.count > 1 ? words[1] : ""
        switch words.first {
        case nil: throw failure(line, "there is nothing between {{ and }}")
        case "if": return .open(try expression(argument, line: line))
        case "else" where argument.isEmpty: return .otherwise
        case "endif" where argument.isEmpty: return .close
        case "include":
            let name = argument.filter { !$0.isWhitespace }
            if name == "original" { return .original }
            guard name.count > 2, let quote = name.first, "\"'".contains(quote), name.last == quote,
                let file = PromptName(name.dropFirst().dropLast())
            else { throw failure(line, "include needs a file's name in quotes, or the word original") }
            return .include(file.file)
        default: return .value(try expression(body, line: line))
        }
    }

    private func expression(_ text: Substring, line: Int) throws(PromptError) -> PromptExpression {
        do {
            return try PromptExpressionParser.parse(text)
        } catch {
            throw failure(line, error.message)
        }
    }

    private mutating func append(_ tag: Tag, line: Int) throws(PromptError) {
        switch tag {
        case .value(let expression): append(.value(expression, line: line))
        case .include(let name): append(.include(name, line: line))
        case .original: append(.original(line: line))
        case .open(let condition):
            guard open.count < PromptTemplateParser.maximumDepth else {
                throw failure(line, "conditions are nested too deeply")
            }
            open.append(Open(condition: condition, line: line))
        case .otherwise:
            guard let last = open.indices.last, open[last].otherwise == nil else {
                throw failure(line, "this else belongs to no if")
            }
            open[last].otherwise = []
        case .close:
            guard let closed = open.popLast() else { throw failure(line, "this endif belongs to no if") }
            append(
                .choice(closed.condition, line: closed.line, then: closed.then, otherwise: closed.otherwise ?? []))
        }
    }

    private mutating func append(text: Substring) {
        if !text.isEmpty { append(.text(String(text))) }
    }

    private mutating func append(_ piece: PromptTemplate.Piece) {
        guard let last = open.indices.last else {
            pieces.append(piece)
            return
        }
        if open[last].otherwise == nil {
            open[last].then.append(piece)
        } else {
            open[last].otherwise?.append(piece)
        }
    }

    private func failure(_ line: Int, _ message: String) -> PromptError {
        PromptError(.syntax, file: file, line: line, message)
    }
}

extension Substring.UTF8View {
    /// The first place of a pair of bytes.
    fileprivate func firstRange(of pair: StaticString) -> Range<Index>? {
        var start = startIndex
        while let first = self[start...].firstIndex(of: pair.utf8Start[0]) {
            let second = index(after: first)
            guard second < endIndex else { return nil }
            if self[second] == pair.utf8Start[1] { return first..<index(after: second) }
            start = second
        }
        return nil
    }
}
