public import AgentRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The tool that finds text in files.
///
/// Patterns are matched in time linear in the text, whatever they are; there are no back-references.
public struct SearchFiles: Tool {
    /// What to find.
    public struct Arguments: ToolArguments {
        @Parameter("The text to find, or a regular expression with regex.") var pattern: String
        @Parameter("Whether the pattern is a regular expression, matched line by line.") var regex: Bool?
        @Parameter("Whether capital and small letters are the same.") var ignore_case: Bool?
        @Parameter("The folder or file to search, relative to the workspace; the workspace itself unless given.")
        var path: String?
        @Parameter("Searches only files that match, e.g. *.swift or Sources/**/*.md.") var glob: String?
        @Parameter("The most lines to return.") var max_results: Int?

        /// Makes the declaration.
        public init() {}
    }

    /// `search_files`.
    public static let name = "search_files"
    /// What it does.
    public static let description =
        "Finds lines in text files and returns them as path:line: text. What .gitignore names, binary files, and version "
        + "control and build folders are left out."

    private let resultLimit: Int
    private let timeLimit: Duration
    private let byteLimit: Int
    private let fileLimit: Int
    private let skipping: Set<String>

    /// Makes the tool.
    ///
    /// - Parameters:
    ///   - resultLimit: the most lines returned at once; the model may ask for fewer.
    ///   - timeLimit: the longest a search may take; what was found until then is returned.
    ///   - byteLimit: the most bytes read in one search.
    ///   - fileLimit: files of more bytes are passed over.
    ///   - skipping: names of files and folders that are passed over.
    public init(
        resultLimit: Int = 100, timeLimit: Duration = .seconds(10), byteLimit: Int = 1 << 30, fileLimit: Int = 8 << 20,
        skipping: Set<String> = ListFiles.defaultSkipping
    ) {
        self.resultLimit = resultLimit
        self.timeLimit = timeLimit
        self.byteLimit = byteLimit
        self.fileLimit = fileLimit
        self.skipping = skipping
    }

    /// Searches.
    ///
    /// - Throws: `HookRefusal` when the place is outside the workspace and the person says no; `ToolFailure` when there
    ///   is no such place or the pattern is wrong.
    public func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let isRegex = arguments.regex ?? false
        let ignoreCase = arguments.ignore_case ?? false
        let pattern =
            try isRegex
            ? LinePattern(regex: arguments.pattern, ignoreCase: ignoreCase)
            : LinePattern(literal: arguments.pattern, ignoreCase: ignoreCase)
        let glob = try arguments.glob.map { try GlobPattern($0) }
        let place = try FilePlace(arguments.path ?? ".", in: run.workspace)
        try await place.approve("Search", by: Self.name, in: run)
        var search = FileSearch(
            pattern: pattern, resultLimit: min(max(1, arguments.max_results ?? resultLimit), resultLimit),
            fileLimit: fileLimit, byteLimit: byteLimit)
        var status = stat()
        if lstat(place.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            let file = try FileDescriptor(opening: place, flags: O_RDONLY | O_NONBLOCK)
            search.read(file, path: place.shown)
        } else {
            try await walk(place, glob: glob, clock: run.clock, into: &search)
        }
        return ToolOutput(search.report)
    }

    private func walk(
        _ place: FilePlace, glob: GlobPattern?, clock: any RuntimeClock, into search: inout FileSearch
    ) async throws {
        let deadline = clock.uptime + timeLimit
        let prefix = place.shown == "." ? "" : place.shown + "/"
        var entries = 0
        var walk = FolderWalk(place, skipping: skipping)
        try await walk.walk { entry, folder, name in
            entries += 1
            if entries % 64 == 0 { await Task.yield() }
            if clock.uptime >= deadline {
                search.note(.timeLimit)
                return .stop
            }
            guard entry.kind == .file, glob?.matches(entry.path) ?? true else { return .into }
            guard let file = folder.child(name, flags: O_RDONLY | O_NONBLOCK) else { return .into }
            search.read(file, path: prefix + entry.path)
            return search.isOver ? .stop : .into
        }
    }
}
