import AgentSettings

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A small file of lines in the user's state folder, replaced whole.
struct StateFile: Sendable {
    /// The largest file read, in bytes.
    private static let limit = 1_048_576

    let path: String

    init(folder: String, name: String) { path = "\(folder)/\(name)" }

    /// The lines; none where there is no such file or it cannot be read.
    var lines: [String] {
        // What cannot be read says nothing: it is written anew with the next change.
        guard let file = try? TextFile(path: path, limit: Self.limit) else { return [] }
        return file.text.split(separator: "\n").map(String.init)
    }

    /// Replaces the lines: whole or not at all.
    ///
    /// - Throws: `HostingError`.
    func write(_ lines: [String]) throws(HostingError) {
        for index in path.indices.dropFirst() where path[index] == "/" { mkdir(String(path[..<index]), 0o700) }
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        let bytes = Array(lines.map { "\($0)\n" }.joined().utf8)
        let written = bytes.withUnsafeBytes { Self.write(descriptor, $0.baseAddress, $0.count) }
        let code = errno
        close(descriptor)
        guard written == bytes.count, rename(temporary, path) == 0 else {
            if written != bytes.count { errno = code }
            let failure = failure()
            unlink(temporary)
            throw failure
        }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }

    private func failure() -> HostingError {
        HostingError(.storage, extension: "", "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
