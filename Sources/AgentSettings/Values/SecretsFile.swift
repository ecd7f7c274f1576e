#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A `secrets.env`: one `NAME=value` a line, `#` comments, quotes and `export` allowed. Only its owner may read it.
struct SecretsFile {
    static let name = "secrets.env"
    /// The largest file taken, in bytes.
    static let limit = 65_536

    let path: String
    /// The values by name; of two with one name the later counts.
    private(set) var values: [String: Secret] = [:]

    /// Reads a file; nil when there is none.
    ///
    /// - Throws: `SettingsProblem` when others may read it or a line is not understood. Messages never repeat a line.
    init?(path: String) throws(SettingsProblem) {
        let file: TextFile
        do throws(TextFile.Failure) {
            file = try TextFile(path: path, limit: SecretsFile.limit)
        } catch .missing {
            return nil
        } catch {
            let line = if case .notText(let line) = error { line } else { 1 }
            throw SecretsFile.problem(path, line, error.description)
        }
        guard file.permissions & 0o077 == 0 else {
            let mode = String(file.permissions & 0o777, radix: 8)
            throw SecretsFile.problem(path, 1, "others may read it (mode 0\(mode)); run: chmod 600 \(path)")
        }
        guard file.owner == getuid() || file.owner == 0 else {
            throw SecretsFile.problem(path, 1, "it belongs to another user; make a file of your own")
        }
        self.path = path
        try parse(file.text)
    }

    /// Reads the text of a file.
    init(path: String, text: String) throws(SettingsProblem) {
        self.path = path
        try parse(text)
    }

    private mutating func parse(_ text: String) throws(SettingsProblem) {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            var line = String(line).trimmed
            if line.hasPrefix("\u{FEFF}") { line.removeFirst() }
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("export ") { line = String(line.dropFirst(7)).trimmed }
            let equals = line.firstIndex(of: "=") ?? line.startIndex
            let name = String(line[..<equals]).trimmed
            guard name.isVariableName else {
                throw SecretsFile.problem(path, index + 1, "not NAME=value; the line is not repeated here")
            }
            var value = String(line[line.index(after: equals)...]).trimmed
            if let quote = value.first, quote == "\"" || quote == "'" {
                guard value.count >= 2, value.last == quote else {
                    throw SecretsFile.problem(path, index + 1, "the quote is not closed")
                }
                value = String(value.dropFirst().dropLast())
            }
            guard !value.isEmpty else {
                values[name] = nil
                continue
            }
            guard let secret = Secret(value) else {
                throw SecretsFile.problem(path, index + 1, "the value of \(name) holds a control character")
            }
            values[name] = secret
        }
    }

    private static func problem(_ path: String, _ line: Int, _ message: String) -> SettingsProblem {
        SettingsProblem(at: .file(path, line: line, column: 1), path: SettingPath(), message: message)
    }
}

extension String {
    /// Whether this can be a variable's name.
    fileprivate var isVariableName: Bool {
        guard let first = utf8.first, !first.isDigit else { return false }
        return utf8.allSatisfy { $0.isDigit || $0.isUpperASCII || $0 &- 0x61 < 26 || $0 == UInt8(ascii: "_") }
    }
}
