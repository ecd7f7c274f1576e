#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A `SKILL.md`: front matter between two lines of `---`, then the body.
///
/// Of the front matter the top-level texts are read, plain, quoted, folded (`>`) and literal (`|`): skills need no more
/// of YAML, and what else stands there is left alone.
struct SkillText {
    /// The top-level texts by their keys.
    private(set) var values: [String: String] = [:]
    /// What comes after the front matter.
    let body: String

    /// Reads the file of a folder.
    ///
    /// - Throws: `SkillProblem` when it is too large, no UTF-8, or its front matter does not end.
    init(folder: String) throws(SkillProblem) {
        let path = "\(folder)/\(Skill.fileName)"
        // One that is not there is said below.
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        guard size <= Skill.limit else { throw SkillProblem("\(path) is larger than \(Skill.limit / 1024) KB") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SkillProblem("\(path) cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else { throw SkillProblem("\(path) is not UTF-8") }
        guard let parsed = SkillText(text) else {
            throw SkillProblem(
                "\(path) does not begin with front matter: a line ---, name: and description:, a line ---")
        }
        self = parsed
    }

    /// Reads a text; nil when it has no front matter.
    init?(_ text: String) {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        if lines.first?.first == "\u{FEFF}" { lines[0] = lines[0].dropFirst() }
        guard lines.first.map(Self.isFence) == true, let end = lines.dropFirst().firstIndex(where: Self.isFence) else {
            return nil
        }
        body = lines[(end + 1)...].joined(separator: "\n")
        lines = lines[1..<end]
        while let line = lines.popFirst() {
            guard let first = line.first, !first.isWhitespace, first != "#", let colon = line.firstIndex(of: ":") else {
                continue
            }
            let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
            var block: [Substring] = []
            while let next = lines.first, next.isEmpty || next.first?.isWhitespace == true {
                block.append(lines.removeFirst())
            }
            values[String(line[..<colon])] = Self.text(value, block)
        }
    }

    private static func isFence(_ line: Substring) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).allSatisfy(\.isWhitespace)
    }

    /// The text of a value and the indented lines below it.
    private static func text(_ value: Substring, _ block: [Substring]) -> String {
        let lines = block.map { $0.drop(while: \.isWhitespace) }
        switch value.first {
        case "|": return lines.joined(separator: "\n")
        case ">": return lines.joined(separator: " ")
        default: break
        }
        var text = ([value] + lines).joined(separator: " ")
        while text.last?.isWhitespace == true { text.removeLast() }
        guard let quote = text.first, quote == "\"" || quote == "'", text.count >= 2, text.last == quote else {
            return text.firstRange(ofComment: " #").map { String(text[..<$0]) } ?? text
        }
        text = String(text.dropFirst().dropLast())
        return quote == "'" ? text.replacingAll("''", by: "'") : text.replacingAll("\\\"", by: "\"")
    }
}

extension String {
    /// Where a comment begins.
    fileprivate func firstRange(ofComment mark: String) -> Index? {
        indices.first { self[$0...].hasPrefix(mark) }
    }

    fileprivate func replacingAll(_ old: String, by new: String) -> String {
        var result = ""
        var rest = self[...]
        while let place = rest.indices.first(where: { rest[$0...].hasPrefix(old) }) {
            result += rest[..<place] + new
            rest = rest[place...].dropFirst(old.count)
        }
        return result + rest
    }
}
