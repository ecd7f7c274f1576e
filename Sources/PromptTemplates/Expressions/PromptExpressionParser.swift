/// The parser of the expressions in a tag.
///
/// `or` binds least, then `and`, `not`, comparisons. Literals: "text", 'text', numbers, true, false.
struct PromptExpressionParser {
    /// Words that are no variables.
    static let words: Set<String> = ["and", "or", "not", "true", "false", "if", "else", "endif", "include", "original"]
    /// The deepest nesting of parentheses and `not`.
    static let maximumDepth = 32

    /// Why a text is no expression, as a message.
    struct Failure: Error, Equatable {
        let message: String
    }

    private var rest: Substring

    private init(_ text: Substring) {
        rest = text
    }

    /// Parses a whole text.
    static func parse(_ text: Substring) throws(Failure) -> PromptExpression {
        var parser = PromptExpressionParser(text)
        let expression = try parser.disjunction(depth: 0)
        parser.skipSpace()
        guard parser.rest.isEmpty else {
            throw Failure(message: "\"\(parser.rest.prefix(20))\" is not expected here")
        }
        return expression
    }

    private mutating func disjunction(depth: Int) throws(Failure) -> PromptExpression {
        var left = try conjunction(depth: depth)
        while take(word: "or") {
            left = .or(left, try conjunction(depth: depth))
        }
        return left
    }

    private mutating func conjunction(depth: Int) throws(Failure) -> PromptExpression {
        var left = try negation(depth: depth)
        while take(word: "and") {
            left = .and(left, try negation(depth: depth))
        }
        return left
    }

    private mutating func negation(depth: Int) throws(Failure) -> PromptExpression {
        guard depth < PromptExpressionParser.maximumDepth else {
            throw Failure(message: "the expression is nested too deeply")
        }
        if take(word: "not") { return .not(try negation(depth: depth + 1)) }
        let left = try primary(depth: depth)
        skipSpace()
        for comparison in PromptExpression.Comparison.allCases where rest.hasPrefix(comparison.rawValue) {
            rest = rest.dropFirst(comparison.rawValue.count)
            return .comparison(left, comparison, try primary(depth: depth))
        }
        return left
    }

    private mutating func primary(depth: Int) throws(Failure) -> PromptExpression {
        skipSpace()
        guard let first = rest.first else { throw Failure(message: "a name or a value is missing at the end") }
        if first == "(" {
            rest.removeFirst()
            let inner = try disjunction(depth: depth + 1)
            skipSpace()
            guard rest.first == ")" else { throw Failure(message: "a parenthesis is not closed") }
            rest.removeFirst()
            return inner
        }
        if first == "\"" || first == "'" {
            let inner = rest.dropFirst().prefix { $0 != first }
            rest = rest.dropFirst(inner.count + 1)
            guard rest.first == first else { throw Failure(message: "a quote is not closed") }
            rest.removeFirst()
            return .literal(.text(String(inner)))
        }
        if first.isASCII, first.isNumber || first == "-" {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
            guard let number = Double(digits) else { throw Failure(message: "\"\(digits)\" is not a number") }
            rest = rest.dropFirst(digits.count)
            return .literal(.number(number))
        }
        let name = rest.prefix { $0.isNamePart }
        guard !name.isEmpty else { throw Failure(message: "\"\(rest.prefix(20))\" is not expected here") }
        rest = rest.dropFirst(name.count)
        switch name {
        case "true": return .literal(true)
        case "false": return .literal(false)
        default:
            guard !PromptExpressionParser.words.contains(String(name)) else {
                throw Failure(message: "\"\(name)\" is not expected here")
            }
            return .name(String(name))
        }
    }

    private mutating func take(word: String) -> Bool {
        skipSpace()
        let next = rest.prefix { $0.isNamePart }
        guard next == word else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0.isWhitespace }
    }
}

extension Character {
    /// Whether this may stand in a variable's name.
    fileprivate var isNamePart: Bool { isASCII && (isLetter || isNumber || self == "_") }
}
