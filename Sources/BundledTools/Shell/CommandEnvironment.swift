#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The environment of commands: that of this process without what looks like a secret, and with hints not to wait for
/// a person.
struct CommandEnvironment: Sendable {
    private let base: [String: String]?
    private let keeping: Set<String>

    /// Makes an environment.
    init(base: [String: String]?, keeping: Set<String>) {
        self.base = base
        self.keeping = keeping
    }

    /// The variables for a command that runs in `directory`.
    func variables(workingIn directory: String) -> [String: String] {
        var variables = (base ?? Self.process).filter { name, value in
            keeping.contains(name) || !(Self.namesSecret(name) || Self.holdsSecret(value))
        }
        variables["PWD"] = directory
        variables["OLDPWD"] = nil
        for (name, value) in [("TERM", "dumb"), ("PAGER", "cat"), ("GIT_PAGER", "cat"), ("GIT_TERMINAL_PROMPT", "0")] {
            variables[name] = value
        }
        return variables
    }

    private static var process: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if let equals = text.dropFirst().firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }

    /// Whether a variable's name says that it holds a secret.
    static func namesSecret(_ name: String) -> Bool {
        let upper = name.uppercased()
        let parts = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIAL", "PRIVATE"]
        if parts.contains(where: upper.contains) { return true }
        let words = upper.split(separator: "_")
        let secretWords: Set<Substring> = [
            "KEY", "KEYS", "PASS", "PAT", "PWD", "COOKIE", "JWT", "DSN", "BEARER", "PIN",
        ]
        if words.contains(where: secretWords.contains) { return upper != "PWD" }
        return words.last == "AUTH" || upper.hasSuffix("KEY")
    }

    /// Whether a variable's value is a secret whatever its name: a known form of key, or an address with a password.
    static func holdsSecret(_ value: String) -> Bool {
        let forms = [
            "sk-", "sk_", "rk_", "ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "xox", "AKIA", "AIza", "hf_",
            "gsk_",
            "xai-", "eyJ", "-----BEGIN",
        ]
        if value.utf8.count >= 16, forms.contains(where: value.hasPrefix) { return true }
        guard let scheme = value.firstRange(ofText: "://") else { return false }
        let authority = value[scheme...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return false }
        return authority[..<at].contains(":")
    }
}

extension String {
    /// The index after the first occurrence of a text.
    fileprivate func firstRange(ofText text: String) -> Index? {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(text) { return rest.index(rest.startIndex, offsetBy: text.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}
