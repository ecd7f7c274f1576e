/// Addresses on this machine or network, and the short forms in which they are set.
enum LocalAddress {
    /// Whether a URL's host is this machine or in a private network (RFC 1918, RFC 4193, `.local`, `.internal`, a name
    /// without a dot).
    static func isLocal(_ url: String) -> Bool {
        let host = host(of: url)
        if host == "localhost" || host == "::1" || host.hasSuffix(".localhost") { return true }
        if host.hasSuffix(".local") || host.hasSuffix(".internal") || host.hasSuffix(".lan") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        if parts.count == 4, let first = parts[0], let second = parts[1], parts.allSatisfy({ $0 != nil }) {
            return first == 127 || first == 10 || first == 0 || (first == 192 && second == 168)
                || (first == 172 && (16...31).contains(second)) || (first == 169 && second == 254)
        }
        if host.contains(":") { return host.hasPrefix("fd") || host.hasPrefix("fc") || host.hasPrefix("fe80") }
        return !host.isEmpty && !host.contains(".")
    }

    /// Returns the host of a URL in lower case, without brackets and port.
    private static func host(of url: String) -> String {
        var rest = url[...]
        if let mark = url.firstRange(of: "://") { rest = url[mark.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        if rest.first == "[" { return rest.dropFirst().prefix { $0 != "]" }.lowercased() }
        if rest.filter({ $0 == ":" }).count == 1 { rest = rest.prefix { $0 != ":" } }
        return rest.lowercased()
    }

    /// Returns the URL that a value such as `OLLAMA_HOST` means: `127.0.0.1:11434`, `:8080`, `0.0.0.0`, `http://h/v1`.
    ///
    /// A server's "any address" becomes this machine, as Ollama's own client has it.
    static func url(from value: String, defaultPort: Int?, suffix: String) -> String? {
        var text = value.filter { !$0.isWhitespace }[...]
        guard !text.isEmpty else { return nil }
        var scheme = "http"
        if let mark = text.firstRange(of: "://") {
            scheme = text[..<mark.lowerBound].lowercased()
            text = text[mark.upperBound...]
        } else if defaultPort == nil, !isLocal(value) {
            scheme = "https"
        }
        guard scheme == "http" || scheme == "https" else { return nil }
        while text.last == "/" { text = text.dropLast() }
        var authority = text.prefix { $0 != "/" }
        let path = text[authority.endIndex...]
        var port = ""
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            port = String(authority[colon...])
            authority = authority[..<colon]
        }
        if authority.isEmpty || authority == "0.0.0.0" || authority == "[::]" { authority = "127.0.0.1" }
        if port.isEmpty, let defaultPort, !value.contains("://") { port = ":\(defaultPort)" }
        return "\(scheme)://\(authority)\(port)\(path.isEmpty ? suffix : String(path))"
    }
}
