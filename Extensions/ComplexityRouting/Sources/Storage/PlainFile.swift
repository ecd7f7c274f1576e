#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Whole files as bytes.
package enum PlainFile {
    /// The most that is read, in bytes.
    private static let limit = 1 << 30

    /// Reads a file; nil when there is none.
    ///
    /// - Throws: `PredictorError.unreadable`.
    package static func read(_ path: String) throws(PredictorError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT { return nil }
            throw failure("read", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = block.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path) }
            if count == 0 { return bytes }
            bytes += block[..<count]
            guard bytes.count <= limit else { throw PredictorError(.unreadable, "\(path) is larger than 1 GB") }
        }
    }

    /// Writes a file in one step: readers see the old one or the new one, never a part. Only the user may read it, and
    /// the folders that are made for it.
    ///
    /// - Throws: `PredictorError.unreadable`.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(PredictorError) {
        makeFolder(of: path)
        let part = "\(path).\(getpid()).part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("write", path) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let problem = failure("write", path)
                close(descriptor)
                unlink(part)
                throw problem
            }
            done += count
        }
        let isWritten = fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(part, path) == 0 else {
            let problem = failure("write", path)
            unlink(part)
            throw problem
        }
    }

    /// Makes the folders that a path needs. What cannot be made shows when the file is written.
    private static func makeFolder(of path: String) {
        guard let end = path.lastIndex(of: "/"), end > path.startIndex else { return }
        let folder = String(path[..<end])
        guard access(folder, F_OK) != 0 else { return }
        makeFolder(of: folder)
        mkdir(folder, 0o700)
    }

    /// Removes a file; false when there was none.
    ///
    /// - Throws: `PredictorError.unreadable`.
    package static func remove(_ path: String) throws(PredictorError) -> Bool {
        if unlink(path) == 0 { return true }
        if errno == ENOENT { return false }
        throw failure("remove", path)
    }

    private static func failure(_ verb: String, _ path: String) -> PredictorError {
        PredictorError(.unreadable, "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }

    private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer, count)
        #else
            Darwin.read(descriptor, buffer, count)
        #endif
    }
}
