import AgentRuntime

/// Reads a regular expression: literals, `.`, classes, `\d \w \s \b` and their capitals, `^ $`, groups, `|`, and the
/// repetitions `* + ? {m,n}`, lazy or not. What cannot be matched in linear time is refused.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0
    private var ignoreCase: Bool

    private static let maximumDepth = 100
    private static let maximumRepetition = 1000

    /// Parses an expression.
    ///
    /// - Throws: `ToolFailure` that says where it is wrong.
    static func parse(_ text: String, ignoreCase: Bool) throws -> PatternNode {
        var parser = PatternParser(text, ignoreCase: ignoreCase)
        if parser.skip("(?i)") { parser.ignoreCase = true }
        let node = try parser.alternatives()
        guard parser.index == parser.scalars.count else { throw parser.failure("there is a ) without its (") }
        return node
    }

    private init(_ text: String, ignoreCase: Bool) {
        scalars = Array(text.unicodeScalars)
        self.ignoreCase = ignoreCase
    }

    private func failure(_ reason: String) -> ToolFailure {
        ToolFailure("The regular expression is wrong at character \(index + 1): \(reason).")
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func skip(_ text: String) -> Bool {
        guard scalars[index...].starts(with: text.unicodeScalars) else { return false }
        index += text.unicodeScalars.count
        return true
    }

    private mutating func alternatives() throws -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw failure("its groups nest deeper than \(Self.maximumDepth)") }
        var nodes = [try sequence()]
        while skip("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() throws -> PatternNode {
        var nodes: [PatternNode] = []
        while let next, next != "|", next != ")" {
            let node = try atom()
            nodes.append(try repeated(node))
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func repeated(_ atom: PatternNode) throws -> PatternNode {
        var node = atom
        while let next {
            let bounds: (least: Int, most: Int?)
            switch next {
            case "*": bounds = (0, nil)
            case "+": bounds = (1, nil)
            case "?": bounds = (0, 1)
            case "{":
                guard let counted = try counted() else { return node }
                bounds = counted
                index -= 1
            default: return node
            }
            index += 1
            // Whether it is lazy or possessive does not change which lines match, possessive ones but for odd cases.
            if self.next == "?" {
                index += 1
            } else if self.next == "+" {
                throw failure("possessive repetition is not supported")
            }
            node = .repeated(node, least: bounds.least, most: bounds.most)
        }
        return node
    }

    /// Reads `{m}`, `{m,}` or `{m,n}`; nil, having read nothing, for a brace that means itself.
    private mutating func counted() throws -> (least: Int, most: Int?)? {
        guard let close = scalars[index...].firstIndex(of: "}") else { return nil }
        let text = String(String.UnicodeScalarView(scalars[(index + 1)..<close]))
        let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let least = Int(first), least >= 0 else { return nil }
        var most: Int? = least
        if parts.count == 2 {
            most = parts[1].isEmpty ? nil : Int(parts[1])
            if most == nil, !parts[1].isEmpty { return nil }
        }
        guard least <= Self.maximumRepetition, (most ?? 0) <= Self.maximumRepetition else {
            throw failure("it repeats more than \(Self.maximumRepetition) times")
        }
        guard least <= most ?? least else { throw failure("the repetition's bounds are the wrong way round") }
        index = close + 1
        return (least, most)
    }

    private mutating func atom() throws -> PatternNode {
        guard let scalar = next else { return .empty }
        switch scalar {
        case "(": return try group()
        case "[": return try set()
        case "*", "+", "?":
            throw failure("there is nothing to repeat before \(scalar); \\\(scalar) means the character")
        default: break
        }
        index += 1
        switch scalar {
        case ".": return .set(.all)
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "\\": return try escape()
        default: return literal(scalar)
        }
    }

    private mutating func group() throws -> PatternNode {
        index += 1
        if next == "?" {
            guard skip("?:") || skipName() else {
                throw failure("look-around and flags within are not supported; only (?: and (?i) at the start are")
            }
        }
        let node = try alternatives()
        guard skip(")") else { throw failure("a ( is not closed") }
        return node
    }

    private mutating func skipName() -> Bool {
        let isName =
            scalars[index...].starts(with: "?<".unicodeScalars) || scalars[index...].starts(with: "?P<".unicodeScalars)
        guard isName, let close = scalars[index...].firstIndex(of: ">"), !scalars[index..<close].contains("="),
            !scalars[index..<close].contains("!")
        else { return false }
        index = close + 1
        return true
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        var set = ScalarSet()
        set.insert(scalar.value...scalar.value)
        if ignoreCase { set.ignoreCase() }
        return .set(set)
    }

    private mutating func escape() throws -> PatternNode {
        guard let letter = next else { throw failure("it ends in a backslash; \\\\ means the character") }
        switch letter {
        case "b", "B":
            index += 1
            return .assertion(letter == "b" ? .wordBoundary : .noWordBoundary)
        case "A", "z", "Z":
            index += 1
            return .assertion(letter == "A" ? .start : .end)
        case "1"..."9", "k": throw failure("back-references are not supported")
        default: break
        }
        var set = ScalarSet()
        if set.insert(escape: letter) {
            index += 1
            return .set(set)
        }
        return literal(try escapedScalar())
    }

    /// Reads what stands after a backslash and means one character.
    private mutating func escapedScalar() throws -> Unicode.Scalar {
        guard let letter = next else { throw failure("it ends in a backslash; \\\\ means the character") }
        index += 1
        switch letter {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "e": return "\u{1B}"
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        case "a"..."z", "A"..."Z", "0"..."9":
            index -= 1
            throw failure("there is no escape \\\(letter)")
        default: return letter
        }
    }

    private mutating func hexadecimal(_ count: Int) throws -> Unicode.Scalar {
        var digits = scalars[index...].prefix(count)
        var length = count
        if next == "{", let close = scalars[index...].firstIndex(of: "}") {
            digits = scalars[(index + 1)..<close]
            length = close - index + 1
        }
        let text = String(String.UnicodeScalarView(digits))
        guard let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw failure("the escape needs \(count) hexadecimal digits")
        }
        index += length
        return scalar
    }

    private mutating func set() throws -> PatternNode {
        index += 1
        var set = ScalarSet()
        let isNegated = skip("^")
        var isFirst = true
        while let scalar = next, isFirst || scalar != "]" {
            isFirst = false
            if scalar == "[", skip("[:") {
                try insertNamed(into: &set)
                continue
            }
            index += 1
            if scalar == "\\", let letter = next, set.insert(escape: letter) {
                index += 1
                continue
            }
            let low = scalar == "\\" ? try escapedScalar() : scalar
            var high = low
            if next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" {
                index += 1
                high = scalars[index]
                index += 1
                if high == "\\" { high = try escapedScalar() }
            }
            guard low <= high else { throw failure("the range \(low)-\(high) is the wrong way round") }
            set.insert(low.value...high.value)
        }
        guard skip("]") else { throw failure("a [ is not closed") }
        if ignoreCase { set.ignoreCase() }
        if isNegated { set.negate() }
        return .set(set)
    }

    private mutating func insertNamed(into set: inout ScalarSet) throws {
        let names: [(String, [ClosedRange<UInt32>])] = [
            ("alpha:]", [0x41...0x5A, 0x61...0x7A]), ("digit:]", [0x30...0x39]),
            ("alnum:]", [0x30...0x39, 0x41...0x5A, 0x61...0x7A]), ("upper:]", [0x41...0x5A]),
            ("lower:]", [0x61...0x7A]),
            ("space:]", [0x09...0x0D, 0x20...0x20]), ("blank:]", [0x09...0x09, 0x20...0x20]),
            ("punct:]", [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
            ("xdigit:]", [0x30...0x39, 0x41...0x46, 0x61...0x66]),
        ]
        for (name, ranges) in names where skip(name) {
            for range in ranges { set.insert(range) }
            return
        }
        throw failure("there is no class of that name")
    }
}
