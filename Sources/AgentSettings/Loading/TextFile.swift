#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A small text file, read whole, with what its permissions were when it was opened.
package struct TextFile {
    /// Why a file could not be read.
    package enum Failure: Error, Equatable {
        case missing
        case notAFile
        case tooLarge(limit: Int)
        /// The byte that is not UTF-8 stands in this line, counted from 1.
        case notText(line: Int)
        case system(errno: Int32)
    }

    package let text: String
    /// The permission bits, e.g. 0o600.
    let permissions: UInt32
    /// The user that owns it.
    let owner: UInt32

    /// Reads a file of at most `limit` bytes.
    package init(path: String, limit: Int) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR ? .missing : .system(errno: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
        permissions = UInt32(status.st_mode & 0o7777)
        owner = UInt32(status.st_uid)

        var bytes = [UInt8](repeating: 0, count: min(limit, Int(status.st_size)) + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .system(errno: errno) }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else { throw .tooLarge(limit: limit) }
        bytes.removeSubrange(count...)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .notText(line: TextFile.lineOfInvalidByte(bytes))
        }
        self.text = text
    }

    /// The line of the first byte that is not UTF-8: the first line that is not text by itself.
    private static func lineOfInvalidByte(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}

extension TextFile.Failure: CustomStringConvertible {
    /// What happened and what to do.
    package var description: String {
        switch self {
        case .missing: "there is no such file"
        case .notAFile: "is not a file"
        case .tooLarge(let limit): "is larger than \(limit / 1024) KiB"
        case .notText: "is not UTF-8 text"
        case .system(let code): "cannot be read: \(String(cString: strerror(code)))"
        }
    }
}
