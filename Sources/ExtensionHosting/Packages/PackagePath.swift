/// Where a file of a package lies below the package's folder.
///
/// Made only of names: nothing absolute, no `.` or `..`, no control character, valid UTF-8. So it leads nowhere but into
/// the folder, as long as no link lies there, and a package holds none.
package struct PackagePath: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The names, at least one.
    package let names: [String]

    /// Reads a path with `/` between the names; a last `/`, as folders have it, counts for nothing.
    ///
    /// - Throws: `PackageProblem` that says what is wrong with it.
    package init(_ text: String, depth: Int = PackageLimits().depth) throws(PackageProblem) {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 1, parts.last == "" { parts.removeLast() }
        if parts.count > 1, parts.first == "." { parts.removeFirst() }
        let shown = text.unicodeScalars.prefix(80).map { $0.value < 32 ? "?" : String($0) }.joined()
        guard !text.hasPrefix("/") else { throw PackageProblem("the path \(shown) is absolute") }
        guard !parts.isEmpty, parts.count <= depth else {
            throw PackageProblem("the path \(shown) is too deep or empty")
        }
        for part in parts {
            guard part != "..", part != "." else { throw PackageProblem("the path \(shown) leads out of its folder") }
            guard !part.isEmpty, part.utf8.count <= 255 else {
                throw PackageProblem("the path \(shown) has an empty name or one that is too long")
            }
            guard part.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 && $0 != "\\" }) else {
                throw PackageProblem("the path \(shown) holds a character that no file name should have")
            }
        }
        names = parts.map(String.init)
    }

    private init(names: [String]) { self.names = names }

    /// The path below the first name; nil when there is nothing below.
    var belowTop: PackagePath? { names.count > 1 ? PackagePath(names: Array(names.dropFirst())) : nil }

    /// The names with `/` between them.
    package var description: String { names.joined(separator: "/") }

    /// By bytes, so that the order is the same everywhere.
    package static func < (a: PackagePath, b: PackagePath) -> Bool {
        a.description.utf8.lexicographicallyPrecedes(b.description.utf8)
    }
}

/// What is wrong with a package, for a person.
package struct PackageProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    package var description: String

    package init(_ description: String) { self.description = description }
}
