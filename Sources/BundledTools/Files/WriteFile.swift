public import AgentRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The tool that writes a text file.
///
/// A file is replaced whole or not at all: the new one is written beside it and renamed. Folders are made as needed.
public struct WriteFile: Tool {
    /// How to write.
    public enum Mode: String, CaseIterable, ToolParameter {
        /// Replaces the file or makes it.
        case overwrite
        /// Adds to the file's end or makes it.
        case append
        /// Makes the file; one that exists is an error.
        case create
    }

    /// What to write.
    public struct Arguments: ToolArguments {
        @Parameter("Path of the file, relative to the workspace.") var path: String
        @Parameter("The file's complete new text, or what to append.") var content: String
        @Parameter("overwrite (default) replaces the file, append adds to it, create refuses one that exists.")
        var mode: Mode?

        /// Makes the declaration.
        public init() {}
    }

    /// `write_file`.
    public static let name = "write_file"
    /// What it does.
    public static let description =
        "Writes a text file: makes it, with the folders it needs, or replaces it whole, or appends to it."

    private let guarded: Set<String>

    /// Makes the tool.
    ///
    /// - Parameter guarded: names of files and folders in the workspace for which a person is asked, as for those
    ///   outside: what is written there decides what runs later, or what may be spent.
    public init(guarded: Set<String> = [".git", "farthing.yaml"]) { self.guarded = guarded }

    /// Writes the file.
    ///
    /// - Throws: `HookRefusal` when the place needs a person's yes and gets a no; `ToolFailure` when it cannot be written.
    public func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let place = try FilePlace(arguments.path, in: run.workspace)
        try await place.approve("Write a file", by: Self.name, in: run)
        if place.isInside, place.shown.split(separator: "/").contains(where: { guarded.contains(String($0)) }) {
            try await run.approve(
                Question(asker: Self.name, text: "Change \(place.shown)?", detail: arguments.content))
        }
        let folder = try FileDescriptor.parent(of: place)
        let name = place.name
        var status = stat()
        let exists = fstatat(folder.raw, name, &status, AT_SYMLINK_NOFOLLOW) == 0
        if exists { try Self.check(status, place) }
        let mode = arguments.mode ?? .overwrite
        guard mode != .create || !exists else {
            throw ToolFailure("\(place.shown) exists already. Use mode overwrite to replace it, or another path.")
        }
        var content = arguments.content
        try content.withUTF8 { text in
            let bytes = UnsafeRawBufferPointer(text)
            if mode == .append, exists {
                try Self.append(bytes, to: name, in: folder, place)
            } else {
                let permissions = exists ? status.st_mode & 0o777 : nil
                try Self.replace(name, with: bytes, in: folder, place, permissions: permissions, mustBeNew: !exists)
            }
        }
        let verb = !exists ? "Made" : mode == .append ? "Appended to" : "Replaced"
        return ToolOutput("\(verb) \(place.shown): \(content.utf8.count) bytes, \(Self.lines(content)) lines.")
    }

    private static func lines(_ text: String) -> Int {
        text.utf8.count { $0 == 0x0A } + (text.isEmpty || text.utf8.last == 0x0A ? 0 : 1)
    }

    private static func check(_ status: stat, _ place: FilePlace) throws {
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR: throw ToolFailure("\(place.shown) is a folder. Give the path of a file.")
        case S_IFLNK: throw ToolFailure("\(place.shown) changed into a symbolic link meanwhile. Try again.")
        default: throw ToolFailure("\(place.shown) is no regular file but a device, pipe or socket. It is not written.")
        }
    }

    private static func append(
        _ bytes: UnsafeRawBufferPointer, to name: String, in folder: borrowing FileDescriptor, _ place: FilePlace
    ) throws {
        guard let file = folder.child(name, flags: O_WRONLY | O_APPEND | O_NONBLOCK) else {
            throw ToolFailure(opening: place, code: errno)
        }
        let before = try file.status(of: place).st_size
        do {
            try file.write(bytes, to: place)
        } catch {
            // Half of a text is worse than none of it. When this fails too, the error above says the disk is in trouble.
            _ = ftruncate(file.raw, before)
            throw error
        }
    }

    private static func replace(
        _ name: String, with bytes: UnsafeRawBufferPointer, in folder: borrowing FileDescriptor, _ place: FilePlace,
        permissions: mode_t?, mustBeNew: Bool
    ) throws {
        let temporary = ".farthing-\(UInt64.random(in: .min ... .max)).tmp"
        let file = try folder.newFile(temporary, for: place)
        var isDone = false
        defer { if !isDone { unlinkat(folder.raw, temporary, 0) } }
        if let permissions { fchmod(file.raw, permissions) }
        try file.write(bytes, to: place)
        if mustBeNew {
            // A link, unlike a rename, does not replace what came to be there meanwhile.
            if linkat(folder.raw, temporary, folder.raw, name, 0) == 0 { return }
            guard errno != EEXIST else { throw ToolFailure(opening: place, code: EEXIST) }
            // Some file systems have no links.
        }
        guard renameat(folder.raw, temporary, folder.raw, name) == 0 else {
            throw ToolFailure(opening: place, code: errno)
        }
        isDone = true
    }
}
