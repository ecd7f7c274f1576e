/// The part of a URL that is safe to print.
enum HTTPOrigin {
    /// Returns `scheme://host[:port]`, without the user name, password, path, query and fragment.
    static func text(of url: String) -> String {
        let bytes = url.utf8
        var start = bytes.startIndex
        var scheme = ""
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) {
            scheme = url[..<colon].lowercased() + "://"
            start = bytes.index(colon, offsetBy: 3)
        }
        let rest = url[start...]
        let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        var authority = rest[..<(end ?? rest.endIndex)]
        if let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) {
            authority = authority[authority.utf8.index(after: at)...]
        }
        return scheme + authority
    }
}
