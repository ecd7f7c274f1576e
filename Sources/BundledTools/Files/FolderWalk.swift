import AgentRuntime
import CProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A walk through a folder and those below it, in the order of their names, without following symbolic links. What an
/// ignore file or `skipping` names is passed over.
struct FolderWalk {
    /// What was met.
    struct Entry {
        /// The kinds.
        enum Kind {
            case file
            case folder
            case link
            case other
        }

        /// The path, relative to where the walk began.
        var path: String
        /// Its kind.
        var kind: Kind
        /// The folders below the beginning, from 1.
        var depth: Int
    }

    /// How to go on.
    enum Step {
        /// Go on, into the folder if this is one.
        case into
        /// Go on, not into the folder.
        case over
        /// End the walk.
        case stop
    }

    /// The deepest folder that is entered.
    static let maximumDepth = 64
    /// The most entries of one folder that are read.
    static let maximumEntries = 50_000

    private let root: FilePlace
    private let skipping: Set<String>
    /// The ignore rules in force, outermost first, each with the number of leading folders of a path it does not see.
    private var rules: [(rules: IgnoreRules, prefix: String, depth: Int)] = []

    /// Makes a walk that begins at a folder.
    ///
    /// - Parameter skipping: names of files and folders to pass over.
    init(_ root: FilePlace, skipping: Set<String>) {
        self.root = root
        self.skipping = skipping
    }

    /// Walks.
    ///
    /// - Parameter visit: gets each entry and the folder that holds it; it may suspend.
    /// - Throws: `ToolFailure` when the beginning is not a folder that can be read; what `visit` throws.
    mutating func walk(
        _ visit: (Entry, _ folder: borrowing FileDescriptor, _ name: String) async throws -> Step
    ) async throws {
        try root.requireFolder()
        let folder = try FileDescriptor(opening: root, flags: O_RDONLY | O_DIRECTORY)
        takeRulesAbove()
        _ = try await walk(folder, path: "", depth: 1, visit)
    }

    /// Reads the ignore files from the workspace down to the beginning.
    private mutating func takeRulesAbove() {
        guard root.isInside, root.shown != "." else { return }
        let names = root.shown.split(separator: "/").map(String.init)
        for count in 0..<names.count {
            let above = ([root.workspace] + names[..<count]).joined(separator: "/")
            let prefix = names[count...].joined(separator: "/") + "/"
            guard let place = try? FilePlace(above, in: root.workspace),  // unreadable rules above hide nothing
                let folder = try? FileDescriptor(opening: place, flags: O_RDONLY | O_DIRECTORY)  // likewise
            else { continue }
            takeRules(of: folder, prefix: prefix, depth: 0)
        }
    }

    private mutating func takeRules(of folder: borrowing FileDescriptor, prefix: String, depth: Int) {
        guard let file = folder.child(".gitignore", flags: O_RDONLY | O_NONBLOCK) else { return }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { read(file.raw, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        rules.append((IgnoreRules(String(decoding: buffer[..<count], as: UTF8.self)), prefix, depth))
    }

    private mutating func walk(
        _ folder: borrowing FileDescriptor, path: String, depth: Int,
        _ visit: (Entry, _ folder: borrowing FileDescriptor, _ name: String) async throws -> Step
    ) async throws -> Bool {
        let known = rules.count
        takeRules(of: folder, prefix: "", depth: depth)
        defer { rules.removeSubrange(known...) }
        for (name, kind) in Self.entries(of: folder) {
            try Task.checkCancellation()
            let entry = Entry(path: path + name, kind: kind, depth: depth)
            if skipping.contains(name) || isIgnored(entry) { continue }
            switch try await visit(entry, folder, name) {
            case .stop: return false
            case .over: continue
            case .into:
                guard kind == .folder, depth < Self.maximumDepth,
                    let child = folder.child(name, flags: O_RDONLY | O_DIRECTORY)
                else { continue }
                guard try await walk(child, path: entry.path + "/", depth: depth + 1, visit) else { return false }
            }
        }
        return true
    }

    /// The innermost rule that is about a path decides.
    private func isIgnored(_ entry: Entry) -> Bool {
        let names = entry.path.split(separator: "/")
        for (rules, prefix, depth) in rules.reversed() {
            let seen = prefix + names.dropFirst(max(0, depth - 1)).joined(separator: "/")
            if let answer = rules.ignores(seen, isFolder: entry.kind == .folder) { return answer }
        }
        return false
    }

    /// The entries of a folder by the bytes of their names; none when it cannot be read.
    private static func entries(of folder: borrowing FileDescriptor) -> [(String, Entry.Kind)] {
        let copy = fcntl(folder.raw, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { return [] }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { closedir(stream) }
        var entries: [(String, Entry.Kind)] = []
        while entries.count < maximumEntries, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            entries.append((name, kind(Int32(entry.pointee.d_type), name, in: folder)))
        }
        return entries.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    }

    private static func kind(_ type: Int32, _ name: String, in folder: borrowing FileDescriptor) -> Entry.Kind {
        switch type {
        case Int32(DT_REG): return .file
        case Int32(DT_DIR): return .folder
        case Int32(DT_LNK): return .link
        case Int32(DT_UNKNOWN): break
        default: return .other
        }
        var status = stat()
        guard fstatat(folder.raw, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        case S_IFLNK: return .link
        default: return .other
        }
    }
}
