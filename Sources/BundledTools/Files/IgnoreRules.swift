/// The rules of one `.gitignore`: the common part of git's (no escapes of trailing blanks, no rules of the user's own).
struct IgnoreRules: Sendable {
    private struct Rule: Sendable {
        var pattern: GlobPattern
        var isFolderOnly: Bool
        var isException: Bool
    }

    private let rules: [Rule]
    /// The most rules of one file that are read.
    private static let maximumRules = 1000

    /// Reads rules.
    init(_ text: String) {
        rules = text.split(whereSeparator: \.isNewline).prefix(Self.maximumRules).compactMap { line in
            var line = line[...]
            while line.last == " " || line.last == "\t" { line.removeLast() }
            guard !line.isEmpty, line.first != "#" else { return nil }
            let isException = line.first == "!"
            if isException { line.removeFirst() }
            let isFolderOnly = line.last == "/"
            if isFolderOnly { line.removeLast() }
            guard !line.isEmpty else { return nil }
            return Rule(
                pattern: GlobPattern(ignoring: line, isNameOnly: !line.contains("/")), isFolderOnly: isFolderOnly,
                isException: isException)
        }
    }

    /// Whether a path, relative to the rules' folder, is ignored; nil when no rule is about it.
    func ignores(_ path: String, isFolder: Bool) -> Bool? {
        let rule = rules.last { (isFolder || !$0.isFolderOnly) && $0.pattern.matches(path) }
        return rule.map { !$0.isException }
    }
}
