import CArchive

/// The library that reads and writes packages, which is loaded when it is first needed.
package enum ArchiveLibrary {
    /// Whether it is there.
    package static var isAvailable: Bool { farthing_archive_is_available() != 0 }

    /// - Throws: `PackageProblem` that says what to install.
    static func require() throws(PackageProblem) {
        guard isAvailable else {
            throw PackageProblem("libarchive is missing: install it, e.g. apt-get install libarchive13")
        }
    }
}
