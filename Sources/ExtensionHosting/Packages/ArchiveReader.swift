import CArchive

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads a `.tar.gz` entry by entry and refuses whatever is no plain file or folder or goes beyond the limits, before
/// any of it is written.
struct ArchiveReader: ~Copyable {
    private let archive: OpaquePointer
    private let limits: PackageLimits
    private var entries = 0
    private var totalBytes = 0

    /// Opens a package's file.
    ///
    /// - Throws: `PackageProblem` when it is no file or too large.
    init(path: String, limits: PackageLimits) throws(PackageProblem) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw PackageProblem("\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw PackageProblem("\(path) is not a file") }
        guard status.st_size <= limits.archiveBytes else {
            throw PackageProblem("\(path) is larger than \(limits.archiveBytes >> 20) MB")
        }
        try ArchiveLibrary.require()
        guard let archive = farthing_archive_open(path) else {
            throw PackageProblem("there is no memory to read \(path)")
        }
        self.archive = archive
        self.limits = limits
    }

    deinit { farthing_archive_free(archive) }

    /// The next entry with its bytes; nil at the end.
    ///
    /// - Throws: `PackageProblem`.
    mutating func next() throws(PackageProblem) -> PackageEntry? {
        var header = FarthingEntry()
        switch farthing_archive_next(archive, &header) {
        case 0: return nil
        case 1: break
        default: throw failure()
        }
        entries += 1
        guard entries <= limits.entries else { throw PackageProblem("it holds more than \(limits.entries) files") }
        guard let name = header.path, let text = String(validatingCString: name) else {
            throw PackageProblem("it holds a file whose name is not UTF-8")
        }
        let path = try PackagePath(text, depth: limits.depth)
        switch header.kind {
        case FarthingFolder: return PackageEntry(path: path, isFolder: true)
        case FarthingFile: break
        case FarthingLink: throw PackageProblem("\(path) is a link")
        default: throw PackageProblem("\(path) is a device or another special file")
        }
        let isExecutable = header.isExecutable != 0
        try check(header.size, path)
        let bytes = try bytes(of: path)
        totalBytes += bytes.count
        return PackageEntry(path: path, isExecutable: isExecutable, bytes: bytes)
    }

    private func check(_ size: Int64, _ path: PackagePath) throws(PackageProblem) {
        guard size <= limits.fileBytes else {
            throw PackageProblem("\(path) is larger than \(limits.fileBytes >> 20) MB")
        }
        guard Int64(totalBytes) + size <= limits.totalBytes else {
            throw PackageProblem("its files are larger than \(limits.totalBytes >> 20) MB together")
        }
    }

    /// The bytes of the entry that was just met. What is declared may be a lie, so what comes is counted.
    private func bytes(of path: PackagePath) throws(PackageProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = farthing_archive_read(archive, &buffer, buffer.count)
            if count == 0 { return bytes }
            guard count > 0 else { throw failure() }
            bytes += buffer[..<count]
            try check(Int64(bytes.count), path)
        }
    }

    private func failure() -> PackageProblem {
        PackageProblem("it is damaged or cut short: \(String(cString: farthing_archive_error(archive)))")
    }
}
