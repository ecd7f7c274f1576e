#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program found by its name, and what it must be able to read to run.
struct Program: Sendable, Hashable {
    /// Where it is, absolute.
    var path: String
    /// The folders that it is installed in, beside the system's.
    var readable: [String]

    /// Finds a program: a word with a slash from a folder, any other one along the search path.
    ///
    /// A link is followed to what it names, and of an interpreter that keeps its library beside `bin` the folder above
    /// is readable too, so that one which its user installed at home can run.
    ///
    /// - Throws: `HostingError` when there is none.
    static func find(
        _ word: String, from folder: String, path: String, home: String?, name: String
    ) throws(HostingError) -> Program {
        let found: String?
        if word.contains("/") {
            let whole = word.hasPrefix("/") ? word : "\(folder)/\(word)"
            found = access(whole, X_OK) == 0 ? whole : nil
        } else {
            let places = path.split(separator: ":").map { "\($0)/\(word)" }
            // The shims of version managers are scripts that need all of them: what stands behind them runs at once.
            found =
                places.first { access($0, X_OK) == 0 && !$0.contains("/shims/") }
                ?? places.first { access($0, X_OK) == 0 }
        }
        guard let found else {
            throw HostingError(
                .ended, extension: name,
                "its program \(word) is not there, or may not be run; install it or mend command:")
        }
        let real = realpath(found, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
        var readable = [found]
        for path in [found, real].compactMap(\.self) {
            let steps = path.split(separator: "/")
            guard steps.count > 2, let last = steps.dropLast().last else { continue }
            let depth = last == "bin" ? 2 : 1
            let above = "/" + steps.dropLast(depth).joined(separator: "/")
            // Never a whole home, or what homes are in.
            let isTooMuch = above == "/" || "\(home ?? "")/".hasPrefix("\(above)/")
            readable.append(isTooMuch ? path : above)
        }
        return Program(path: found, readable: readable)
    }
}
