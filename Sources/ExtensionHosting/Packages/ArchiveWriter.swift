import CArchive

/// Writes a `.tar.gz` whose bytes follow from its content alone: no times, no owners.
enum ArchiveWriter {
    /// Writes a package's file.
    ///
    /// - Throws: `PackageProblem`.
    static func write(_ entries: [PackageEntry], below top: String, to path: String) throws(PackageProblem) {
        try ArchiveLibrary.require()
        guard let archive = farthing_archive_create(path) else { throw PackageProblem("there is no memory to pack") }
        defer { farthing_archive_free(archive) }
        func check(_ code: Int32) throws(PackageProblem) {
            guard code != 0 else { return }
            throw PackageProblem("\(path) cannot be written: \(String(cString: farthing_archive_error(archive)))")
        }
        for entry in entries {
            try check(
                entry.bytes.withUnsafeBytes { bytes in
                    farthing_archive_add(
                        archive, "\(top)/\(entry.path)", entry.isFolder ? 1 : 0, entry.isExecutable ? 1 : 0,
                        bytes.baseAddress, bytes.count)
                })
        }
        try check(farthing_archive_finish(archive))
    }
}
