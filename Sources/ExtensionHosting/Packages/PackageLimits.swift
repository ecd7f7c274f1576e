/// How much a package may hold. More is refused before it is written.
package struct PackageLimits: Sendable, Hashable {
    /// The most bytes of the package's file.
    package var archiveBytes = 128 << 20
    /// The most files and folders.
    package var entries = 10_000
    /// The most bytes of one file.
    package var fileBytes = 64 << 20
    /// The most bytes of all files.
    package var totalBytes = 256 << 20
    /// The most folders in one another.
    package var depth = 32

    package init() {}
}
