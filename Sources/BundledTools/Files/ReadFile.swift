public import AgentRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The tool that reads a text file or some of its lines.
public struct ReadFile: Tool {
    /// What to read.
    public struct Arguments: ToolArguments {
        @Parameter("Path of the file, relative to the workspace.") var path: String
        @Parameter("The first line to return, from 1.") var offset: Int?
        @Parameter("The most lines to return.") var limit: Int?
        @Parameter("Whether to begin each line with its number.") var line_numbers: Bool?

        /// Makes the declaration.
        public init() {}
    }

    /// `read_file`.
    public static let name = "read_file"
    /// What it does.
    public static let description =
        "Reads a text file, or some of its lines. A long file is returned in parts, with the offset to go on from."

    private let lineLimit: Int
    private let outputLimit: Int

    /// Makes the tool.
    ///
    /// - Parameters:
    ///   - lineLimit: the most lines returned at once; the model may ask for fewer.
    ///   - outputLimit: the most bytes returned at once.
    public init(lineLimit: Int = 2000, outputLimit: Int = 65_536) {
        self.lineLimit = lineLimit
        self.outputLimit = outputLimit
    }

    /// Reads the lines.
    ///
    /// - Throws: `HookRefusal` when the file is outside the workspace and the person says no; `ToolFailure` when there is
    ///   no such file, it is not text, or has no such line.
    public func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let offset = arguments.offset ?? 1
        guard offset >= 1 else { throw ToolFailure("offset counts lines from 1, found \(offset).") }
        guard (arguments.limit ?? 1) >= 1 else { throw ToolFailure("limit must be at least 1.") }
        let place = try FilePlace(arguments.path, in: run.workspace)
        try await place.approve("Read a file", by: Self.name, in: run)
        let file = try FileDescriptor(opening: place, flags: O_RDONLY | O_NONBLOCK)
        let status = try file.status(of: place)
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw ToolFailure("\(place.shown) is a folder. list_files shows what is in it.")
        default: throw ToolFailure("\(place.shown) is no regular file but a device, pipe or socket. It is not read.")
        }
        var window = LineWindow(
            offset: offset, lineLimit: min(arguments.limit ?? lineLimit, lineLimit), outputLimit: outputLimit,
            numbered: arguments.line_numbers ?? false)
        try await Self.scan(file, place, size: Int(status.st_size), into: &window)
        guard window.lines >= offset || window.lines == 0 else {
            throw ToolFailure("\(place.shown) has \(window.lines) lines; offset \(offset) is behind its end.")
        }
        return ToolOutput(window.text)
    }

    /// Longer files are not counted to their end.
    private static let scanLimit = 256 << 20

    private static func scan(
        _ file: borrowing FileDescriptor, _ place: FilePlace, size: Int, into window: inout LineWindow
    ) async throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var scanned = 0
        while scanned < scanLimit {
            let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0, of: place) }
            guard count > 0 else { return window.finish(atEnd: true) }
            if scanned == 0, let kind = FileKind.binary(buffer[..<count]) {
                throw ToolFailure(
                    "\(place.shown) is not text but \(kind), \(size) bytes. Use shell with a program that reads it.")
            }
            scanned += count
            window.append(buffer[..<count])
            try Task.checkCancellation()
            // Lets others run: a long file takes a while.
            if scanned % (8 << 20) == 0 { await Task.yield() }
        }
        window.finish(atEnd: false)
    }
}
