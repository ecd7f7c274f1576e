import AgentRuntime

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a ledger lives.
struct LedgerLocation {
    /// The file's path; nil for one in memory.
    var path: String?

    /// Whether the file is there.
    var exists: Bool { path.map { access($0, F_OK) == 0 } ?? false }

    /// Makes the folder (mode 0700) and the file (mode 0600) when they are missing, and takes away what other people
    /// may do with a file that is there.
    func prepare() throws {
        guard let path else { return }
        try makeFolder(of: path)
        // Only a file that was not there is opened here: closing a file drops the locks this process holds on it.
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
            return
        }
        guard errno == EEXIST else { throw failure(path, errno) }
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw LedgerError(.damaged, "The ledger \(path) is no file. Name a file, or move it away.")
        }
        guard access(path, R_OK | W_OK) == 0 else { throw failure(path, errno) }
        if status.st_mode & 0o077 != 0, status.st_uid == geteuid() { chmod(path, status.st_mode & 0o700) }
    }

    private func makeFolder(of path: String) throws {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        guard access(folder, F_OK) != 0 else { return }
        try makeFolder(of: folder)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure(folder, errno) }
    }

    private func failure(_ path: String, _ code: Int32) -> LedgerError {
        let reason = String(cString: strerror(code))
        switch code {
        case EACCES, EPERM, EROFS, ENOTDIR:
            return LedgerError(
                .readOnly,
                "The ledger cannot be written at \(path) (\(reason)). Make it and its folder writable for you, or name "
                    + "another file.")
        case ENOSPC, EDQUOT:
            return LedgerError(.diskFull, "There is no room for the ledger at \(path) (\(reason)). Make room.")
        default: return LedgerError(.failed, "The ledger at \(path) cannot be opened: \(reason).")
        }
    }
}
