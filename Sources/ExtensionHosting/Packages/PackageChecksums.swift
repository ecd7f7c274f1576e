import Money

/// The checksums of a package's files, in a file of its own among them, as `sha256sum` writes them: so a package cannot
/// lose, gain or change a file without being found out, and `sha256sum -c` checks it too.
enum PackageChecksums {
    /// The file's name.
    static let fileName = "PACKAGE.sha256"

    /// The file for these entries.
    static func text(of entries: [PackageEntry]) -> String {
        entries.filter { !$0.isFolder }.map { "\(SHA256Digest.hexadecimal($0.bytes))  \($0.path)\n" }.joined()
    }

    /// Checks the entries against the file among them.
    ///
    /// - Returns: the entries without it; nil when there is none.
    /// - Throws: `PackageProblem` naming the first file that is not as it was packed.
    static func verified(_ entries: [PackageEntry]) throws(PackageProblem) -> [PackageEntry]? {
        guard let list = entries.first(where: { $0.path.description == fileName }) else { return nil }
        var expected: [String: String] = [:]
        for line in String(decoding: list.bytes, as: UTF8.self).split(separator: "\n") {
            let digest = line.prefix(64)
            guard line.dropFirst(64).hasPrefix("  "), digest.utf8.count == 64 else {
                throw PackageProblem("its \(fileName) is not a list of checksums")
            }
            expected[String(line.dropFirst(66))] = String(digest)
        }
        let files = entries.filter { !$0.isFolder && $0 != list }
        for file in files {
            let path = file.path.description
            guard let digest = expected.removeValue(forKey: path) else {
                throw PackageProblem("\(path) is not among its checksums")
            }
            guard digest == SHA256Digest.hexadecimal(file.bytes) else {
                throw PackageProblem("the checksum of \(path) is wrong: the file was changed after it was packed")
            }
        }
        if let missing = expected.keys.sorted().first { throw PackageProblem("\(missing) is missing") }
        return entries.filter { $0 != list }
    }
}
