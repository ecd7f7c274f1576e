#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A prompt on disk: whether it is there, whether it changed, and its text.
enum PromptFile {
    /// The largest prompt taken, in bytes.
    static let limit = 262_144

    /// What tells two versions of a file apart.
    struct Stamp: Sendable, Hashable {
        let device: UInt64
        let inode: UInt64
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    /// The stamp of a regular file; nil when there is none.
    static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return stamp(of: status)
    }

    /// Reads a file that is there.
    ///
    /// - Throws: `PromptError` of code `unreadable`.
    static func contents(_ path: String) throws(PromptError) -> (text: String, stamp: Stamp) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, let stamp = stamp(of: status) else {
            throw unreadable(path, "it is not a file")
        }
        var bytes = [UInt8](repeating: 0, count: min(stamp.size, limit) + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
            if got == 0 { break }
            count += got
        }
        guard count <= limit, stamp.size <= limit else { throw unreadable(path, "it is larger than 256 KiB") }
        bytes.removeSubrange(count...)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw unreadable(path, "it is not UTF-8 text")
        }
        return (text, stamp)
    }

    private static func stamp(of status: stat) -> Stamp? {
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return Stamp(
            device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
            seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }

    private static func unreadable(_ path: String, _ reason: String) -> PromptError {
        PromptError(.unreadable, file: path, line: 1, "the prompt cannot be read: \(reason)")
    }
}
