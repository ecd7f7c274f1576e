#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of a folder as they go into a package, by their paths. Hidden files and what interpreters leave behind stay
/// out; a link is refused, as it would mean something else elsewhere.
enum FolderContents {
    /// What interpreters and build tools leave behind.
    private static let leftOut: Set<String> = ["__pycache__", "node_modules", "venv"]

    /// Reads a folder.
    ///
    /// - Throws: `PackageProblem`.
    static func read(_ folder: String, limits: PackageLimits) throws(PackageProblem) -> [PackageEntry] {
        var entries: [PackageEntry] = []
        var waiting = [""]
        var totalBytes = 0
        while let below = waiting.popLast() {
            let names: [String]
            do { names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(below)") } catch {
                throw PackageProblem("\(folder)/\(below) cannot be read")
            }
            for name in names where !name.hasPrefix(".") && !leftOut.contains(name) && !name.hasSuffix(".pyc") {
                let path = try PackagePath(below + name, depth: limits.depth)
                let place = "\(folder)/\(path)"
                var status = stat()
                guard lstat(place, &status) == 0 else { throw PackageProblem("\(place) cannot be read") }
                switch status.st_mode & S_IFMT {
                case S_IFDIR:
                    entries.append(PackageEntry(path: path, isFolder: true))
                    waiting.append("\(path)/")
                case S_IFREG:
                    let bytes = try PackageFiles.read(place, limit: limits.fileBytes)
                    totalBytes += bytes.count
                    entries.append(
                        PackageEntry(path: path, isExecutable: status.st_mode & 0o100 != 0, bytes: bytes))
                default: throw PackageProblem("\(place) is neither a file nor a folder: it cannot be packed")
                }
                guard entries.count <= limits.entries, totalBytes <= limits.totalBytes else {
                    throw PackageProblem("\(folder) holds too many or too large files for a package")
                }
            }
        }
        return entries.sorted { $0.path < $1.path }
    }
}
