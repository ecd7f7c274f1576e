public import AgentRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The tool that lists files and folders.
public struct ListFiles: Tool {
    /// What to list.
    public struct Arguments: ToolArguments {
        @Parameter("The folder, relative to the workspace; the workspace itself unless given.") var path: String?
        @Parameter("How many levels of folders to show: 1 for the folder alone. 2 unless given, all with a pattern.")
        var depth: Int?
        @Parameter("Lists only files that match, e.g. *.swift or Sources/**/*.md.") var pattern: String?

        /// Makes the declaration.
        public init() {}
    }

    /// `list_files`.
    public static let name = "list_files"
    /// What it does.
    public static let description =
        "Lists the files and folders at a path, sorted, folders with a slash at their end. What .gitignore names, and "
        + "version control and build folders, are left out."

    /// The names that are passed over unless told otherwise.
    public static let defaultSkipping: Set<String> = [".git", ".build", "node_modules", ".venv", "__pycache__"]

    private let resultLimit: Int
    private let skipping: Set<String>

    /// Makes the tool.
    ///
    /// - Parameters:
    ///   - resultLimit: the most entries listed at once.
    ///   - skipping: names of files and folders that are passed over.
    public init(resultLimit: Int = 500, skipping: Set<String> = ListFiles.defaultSkipping) {
        self.resultLimit = resultLimit
        self.skipping = skipping
    }

    /// The most entries that are looked at.
    private static let scanLimit = 100_000

    /// Lists the entries.
    ///
    /// - Throws: `HookRefusal` when the folder is outside the workspace and the person says no; `ToolFailure` when there
    ///   is no such folder.
    public func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let pattern = try arguments.pattern.map { try GlobPattern($0) }
        let depth = arguments.depth ?? (pattern == nil ? 2 : FolderWalk.maximumDepth)
        guard depth >= 1 else { throw ToolFailure("depth must be at least 1, found \(depth).") }
        let place = try FilePlace(arguments.path ?? ".", in: run.workspace)
        try await place.approve("List a folder", by: Self.name, in: run)
        var lines: [String] = []
        var found = 0
        var scanned = 0
        var walk = FolderWalk(place, skipping: skipping)
        try await walk.walk { entry, folder, name in
            scanned += 1
            if scanned > Self.scanLimit { return .stop }
            if scanned % 1024 == 0 { await Task.yield() }
            if pattern.map({ $0.matches(entry.path) && entry.kind != .folder }) ?? true {
                found += 1
                if found <= resultLimit { lines.append(Self.line(entry, folder, name)) }
            }
            return entry.depth < depth ? .into : .over
        }
        if found > resultLimit || scanned > Self.scanLimit {
            let more = scanned > Self.scanLimit ? "many more" : "\(found - resultLimit) more"
            lines.append("[\(more); list a folder below, or give a pattern]")
        }
        guard !lines.isEmpty else {
            return ToolOutput(pattern == nil ? "[the folder is empty]" : "[no file matches]")
        }
        return ToolOutput(lines.joined(separator: "\n"))
    }

    private static func line(_ entry: FolderWalk.Entry, _ folder: borrowing FileDescriptor, _ name: String) -> String {
        switch entry.kind {
        case .folder: "\(entry.path)/"
        case .link: "\(entry.path) -> \(target(name, in: folder))"
        case .file, .other: entry.path
        }
    }

    private static func target(_ name: String, in folder: borrowing FileDescriptor) -> String {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = buffer.withUnsafeMutableBytes { bytes in
            guard let base = bytes.bindMemory(to: CChar.self).baseAddress else { return 0 }
            return readlinkat(folder.raw, name, base, bytes.count)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "?"
    }
}
