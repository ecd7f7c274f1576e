import Yams

/// The reading of YAML text into setting nodes. The only place that sees Yams.
enum YAMLTree {
    /// The deepest nesting taken; the settings need six.
    static let maximumDepth = 32
    /// The most nodes taken, counting what aliases repeat.
    static let maximumNodes = 20_000
    /// The most aliases taken: their expansion is exponential in their number.
    static let maximumAliases = 32

    /// Reads one YAML document.
    ///
    /// - Throws: `SettingsProblem` with the line and column of what is not YAML.
    static func read(_ text: String, path: String) throws(SettingsProblem) -> SettingNode {
        guard aliases(in: text) <= maximumAliases else {
            throw problem(path, nil, "more than \(maximumAliases) aliases; write the values out")
        }
        let root: Node?
        do {
            // The basic resolver: the default one runs a row of regular expressions over every key and value to guess
            // types that are not asked for here, and takes 15 ms to set up.
            root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw problem(of: error, path: path, text: text)
        } catch {
            throw problem(path, nil, "cannot be read as YAML: \(error)")
        }
        guard let root else { return SettingNode(.null, at: .file(path, line: 1, column: 1)) }
        var remaining = maximumNodes
        return try convert(root, path: path, depth: 0, remaining: &remaining)
    }

    private static func convert(
        _ node: Node, path: String, depth: Int, remaining: inout Int
    ) throws(SettingsProblem) -> SettingNode {
        let mark = node.mark
        remaining -= 1
        guard depth <= maximumDepth, remaining >= 0 else {
            throw problem(path, mark, "too much or too deeply nested for settings")
        }
        let origin = SettingOrigin.file(path, line: mark?.line ?? 1, column: mark?.column ?? 1)
        switch node {
        case .scalar(let scalar):
            let plain = scalar.style == .plain || scalar.style == .any
            if plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
                return SettingNode(.null, at: origin)
            }
            return SettingNode(.scalar(scalar.string, quoted: !plain), at: origin)
        case .sequence(let sequence):
            var list: [SettingNode] = []
            for element in sequence {
                list.append(try convert(element, path: path, depth: depth + 1, remaining: &remaining))
            }
            return SettingNode(.list(list), at: origin)
        case .mapping(let mapping):
            var entries: [SettingNode.Entry] = []
            for (key, value) in mapping {
                let mark = key.mark ?? mark
                guard case .scalar(let name) = key else {
                    throw problem(path, mark, "a key must be a single word or text")
                }
                entries.append(
                    SettingNode.Entry(
                        key: name.string, origin: .file(path, line: mark?.line ?? 1, column: mark?.column ?? 1),
                        value: try convert(value, path: path, depth: depth + 1, remaining: &remaining)))
            }
            return SettingNode(.map(entries), at: origin)
        case .alias:
            throw problem(path, mark, "an alias that names no anchor")
        }
    }

    /// Counts what looks like `*name` where YAML would take it for an alias.
    private static func aliases(in text: String) -> Int {
        var count = 0
        var previous = UInt8(ascii: "\n")
        var opened = false
        for byte in text.utf8 {
            if opened, byte > 0x20, !"*,[]{}".utf8.contains(byte) { count += 1 }
            opened = byte == UInt8(ascii: "*") && " \t\n\r,[{".utf8.contains(previous)
            previous = byte
        }
        return count
    }

    private static func problem(of error: YamlError, path: String, text: String) -> SettingsProblem {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let before = context.map { "\($0.text) (line \($0.mark.line)): " } ?? ""
            return self.problem(path, mark, "not valid YAML: \(before)\(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            return self.problem(path, context.mark, "\(names) stands twice in the same place; keep one")
        case .reader(let problem, let offset, _, _):
            let lines = text.utf8.prefix(offset ?? 0).split(separator: 0x0A, omittingEmptySubsequences: false)
            return SettingsProblem(
                at: .file(path, line: lines.count, column: (lines.last?.count ?? 0) + 1), path: SettingPath(),
                message: "not valid YAML: \(problem)")
        default:
            return self.problem(path, nil, "cannot be read as YAML: \(error)")
        }
    }

    private static func problem(_ path: String, _ mark: Mark?, _ message: String) -> SettingsProblem {
        SettingsProblem(
            at: .file(path, line: mark?.line ?? 1, column: mark?.column ?? 1), path: SettingPath(), message: message)
    }
}
