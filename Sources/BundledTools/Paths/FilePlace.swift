import AgentRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A path given by a model, followed to where it really leads.
///
/// Symbolic links and `..` are followed here, one by one, whether or not the file exists yet, so `isInside` is about the
/// file that would be touched. What is opened afterwards (see `FileDescriptor`) follows no link, so a link that appears
/// in between leads nowhere.
struct FilePlace: Sendable, Hashable {
    /// The path as it was given.
    let given: String
    /// The workspace, with its own links followed.
    let workspace: String
    /// The absolute path without links, `.` and `..`.
    let path: String

    /// Whether it lies in the workspace, or is it. Compared by bytes, as file systems do: for `String` the two ways to
    /// write é are the same.
    var isInside: Bool {
        let root = workspace == "/" ? 0 : workspace.utf8.count
        guard path.utf8.starts(with: workspace.utf8.prefix(root)) else { return false }
        return path.utf8.count == root || path.utf8.dropFirst(root).first == UInt8(ascii: "/")
    }

    /// The path for messages and listings: relative to the workspace where it lies inside.
    var shown: String {
        guard isInside else { return path }
        let rest = path.utf8.dropFirst(workspace == "/" ? 1 : workspace.utf8.count + 1)
        return rest.isEmpty ? "." : String(decoding: rest, as: UTF8.self)
    }

    /// The last part of the path.
    var name: String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    private static let maximumLinks = 40

    /// Follows a path.
    ///
    /// - Throws: `ToolFailure` when it is empty, too long, or its links go in circles.
    init(_ given: String, in workspace: String) throws {
        guard !given.isEmpty else { throw ToolFailure("The path is empty. Give a path relative to the workspace.") }
        guard !given.utf8.contains(0), given.utf8.count < 4096 else {
            throw ToolFailure("The path is longer than 4,095 bytes or holds a NUL character. Give a valid path.")
        }
        self.given = given
        self.workspace = try Self.followed(workspace, from: "/")
        path = try Self.followed(given, from: self.workspace)
    }

    private static func followed(_ path: String, from base: String) throws -> String {
        var resolved = path.hasPrefix("/") ? [] : base.split(separator: "/").map(String.init)
        var pending = Array(path.split(separator: "/").map(String.init).reversed())
        var links = 0
        while let name = pending.popLast() {
            switch name {
            case ".": continue
            case "..":
                _ = resolved.popLast()
                continue
            default: resolved.append(name)
            }
            guard let target = link(at: "/" + resolved.joined(separator: "/")) else { continue }
            links += 1
            guard links <= maximumLinks else {
                throw ToolFailure("The symbolic links of \(path) go in circles. Use another path.")
            }
            if target.hasPrefix("/") { resolved = [] } else { resolved.removeLast() }
            pending += target.split(separator: "/").map(String.init).reversed()
        }
        return "/" + resolved.joined(separator: "/")
    }

    private static func link(at path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let count = readlink(path, base, buffer.count)
            guard count > 0 else { return nil }
            return String(decoding: buffer[..<count].lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Asks the person when the place is outside the workspace.
    ///
    /// - Throws: `HookRefusal` when they say no.
    func approve(_ verb: String, by tool: String, in run: Run) async throws {
        guard !isInside else { return }
        try await run.approve(
            Question(asker: tool, text: "\(verb) outside the workspace?", detail: path))
    }

    /// Checks that a folder is there.
    ///
    /// - Throws: `ToolFailure` when it is not.
    func requireFolder() throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw ToolFailure(opening: self, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw ToolFailure("\(shown) is not a folder. Give the path of a folder.")
        }
    }
}

extension ToolFailure {
    /// Makes the failure of a file that the system does not open: which one, why, and what to do.
    init(opening place: FilePlace, code: Int32) {
        let advice =
            switch code {
            case ENOENT: "does not exist. list_files shows what is there."
            case EACCES, EPERM: "may not be accessed: the user of this process lacks the right."
            case ENOTDIR: "cannot be: a part of its path is a file, not a folder."
            case EISDIR: "is a folder. Give the path of a file."
            case ELOOP: "changed into a symbolic link meanwhile. Try again."
            case ENOSPC, EDQUOT: "cannot be written: the disk is full."
            case EROFS: "cannot be written: the file system is read-only."
            case EEXIST: "exists already."
            case ENAMETOOLONG: "has too long a name."
            default: "cannot be used: \(String(cString: strerror(code)))."
            }
        self.init("\(place.shown) \(advice)")
    }
}
