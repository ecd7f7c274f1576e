/// The rendering of one prompt with what it includes.
struct PromptRendering {
    /// The deepest nesting of includes.
    static let maximumDepth = 16
    /// The most includes of one rendering: nesting alone would allow an exponential number.
    static let maximumIncludes = 1000
    /// The longest result, in bytes.
    static let maximumLength = 4_194_304

    private let library: PromptLibrary
    private let variable: (String) -> PromptValue?
    private let known: () -> [String]
    /// The files that are being rendered, the outermost first.
    private var stack: [(place: Int, name: String)] = []
    private var includes = 0
    /// What has been rendered.
    private(set) var text = ""

    init(
        library: PromptLibrary, variable: @escaping (String) -> PromptValue?, known: @escaping () -> [String]
    ) {
        self.library = library
        self.variable = variable
        self.known = known
    }

    /// Renders a prompt that was found, without the line breaks at its end.
    mutating func append(_ found: PromptLibrary.Found, name: String) throws(PromptError) {
        stack.append((found.place, name))
        let start = text.utf8.count
        try append(found.template.pieces, of: found, name: name)
        while text.utf8.count > start, text.utf8.last == 0x0A { text.removeLast() }
        stack.removeLast()
    }

    private mutating func append(
        _ pieces: [PromptTemplate.Piece], of found: PromptLibrary.Found, name: String
    ) throws(PromptError) {
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .value(let expression, let line):
                text += try value(of: expression, in: found.file, line).text
            case .choice(let condition, let line, let then, let otherwise):
                let isTrue = try value(of: condition, in: found.file, line).isTrue
                try append(isTrue ? then : otherwise, of: found, name: name)
            case .include(let other, let line):
                try include(other, from: 0, in: found.file, line, missing: "no place has a prompt \(other)")
            case .original(let line):
                try include(
                    name, from: found.place + 1, in: found.file, line,
                    missing: "there is no original: no place of lower priority has \(name)")
            }
            guard text.utf8.count <= PromptRendering.maximumLength else {
                throw PromptError(.tooLarge, file: found.file, line: 1, "the prompt grows beyond 4 MiB")
            }
        }
    }

    private mutating func include(
        _ name: String, from place: Int, in file: String, _ line: Int, missing: String
    ) throws(PromptError) {
        includes += 1
        guard includes <= PromptRendering.maximumIncludes else {
            throw PromptError(
                .tooLarge, file: file, line: line, "more than \(PromptRendering.maximumIncludes) includes in one prompt"
            )
        }
        guard let found = try library.find(name, from: place) else {
            throw PromptError(.missing, file: file, line: line, missing)
        }
        guard !stack.contains(where: { $0 == (found.place, name) }) else {
            let chain = (stack.map(\.name) + [name]).joined(separator: " → ")
            throw PromptError(.cycle, file: file, line: line, "the prompt includes itself: \(chain)")
        }
        guard stack.count < PromptRendering.maximumDepth else {
            throw PromptError(
                .tooLarge, file: file, line: line, "includes nest more than \(PromptRendering.maximumDepth) deep")
        }
        try append(found, name: name)
    }

    private func value(
        of expression: PromptExpression, in file: String, _ line: Int
    ) throws(PromptError) -> PromptValue {
        do throws(PromptExpression.Failure) {
            return try expression.value(variable)
        } catch {
            switch error {
            case .unknown(let name):
                let names = known().joined(separator: ", ")
                throw PromptError(
                    .unknownVariable, file: file, line: line, "unknown variable \"\(name)\"; known here: \(names)")
            case .incomparable(let message):
                throw PromptError(.comparison, file: file, line: line, message)
            }
        }
    }
}
