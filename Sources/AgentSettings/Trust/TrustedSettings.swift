#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the user agreed to: a file of lines in their state folder, each a settings file and one thing that it does. A
/// file that comes to do something else is asked about again.
package struct TrustedSettings: Sendable {
    /// The largest file read, in bytes.
    private static let limit = 1_048_576
    private let folder: String
    private var path: String { "\(folder)/trusted-settings" }

    /// The user's; nil when there is no state folder.
    package init?(folders: UserFolders) {
        guard let state = folders.state else { return nil }
        folder = state
    }

    /// What the user agreed to that a settings file does.
    func claims(of file: String) -> Set<String> {
        // A file that is not there or cannot be read is agreement to nothing.
        guard let text = try? TextFile(path: path, limit: Self.limit) else { return [] }
        let begin = "\(file)\t"
        return Set(
            text.text.split(separator: "\n").filter { $0.hasPrefix(begin) }.map { String($0.dropFirst(begin.count)) })
    }

    /// Notes that the user agrees.
    ///
    /// - Throws: `SettingsError` when it cannot be written.
    package func add(_ claims: [SettingsClaim], of file: String) throws(SettingsError) {
        guard !claims.isEmpty else { return }
        let lines = claims.map { "\(file)\t\($0.description)\n" }.joined()
        // The folder is there once anything was stored; nobody else reads it.
        for index in folder.indices.dropFirst() where folder[index] == "/" { mkdir(String(folder[..<index]), 0o755) }
        mkdir(folder, 0o700)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        let bytes = Array(lines.utf8)
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw failure() }
    }

    private func failure() -> SettingsError {
        SettingsError(problems: [
            SettingsProblem(
                at: .file(path, line: 1, column: 1), path: SettingPath(),
                message: "cannot be written: \(String(cString: strerror(errno)))")
        ])
    }
}
