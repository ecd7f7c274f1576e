/// A file or folder of a package.
package struct PackageEntry: Sendable, Hashable {
    /// Where it lies.
    package var path: PackagePath
    /// Whether it is a folder.
    package var isFolder: Bool
    /// Whether it is a program.
    package var isExecutable: Bool
    /// Its bytes; none of a folder.
    package var bytes: [UInt8]

    package init(path: PackagePath, isFolder: Bool = false, isExecutable: Bool = false, bytes: [UInt8] = []) {
        self.path = path
        self.isFolder = isFolder
        self.isExecutable = isExecutable
        self.bytes = bytes
    }
}
