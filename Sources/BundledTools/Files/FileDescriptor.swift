import AgentRuntime
import CProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file or folder, closed when it goes away.
///
/// It is opened part by part without following a symbolic link, so that it is the one `FilePlace` judged even when
/// something is swapped in between.
struct FileDescriptor: ~Copyable {
    let raw: Int32

    private init(raw: Int32) { self.raw = raw }

    deinit { close(raw) }

    /// Opens a place.
    ///
    /// - Throws: `ToolFailure` that says what is wrong with it.
    init(opening place: FilePlace, flags: Int32) throws {
        guard let (base, names) = Self.parts(of: place) else {
            let raw = open(place.path, flags | O_NOFOLLOW | O_CLOEXEC)
            guard raw >= 0 else { throw ToolFailure(opening: place, code: errno) }
            self.init(raw: raw)
            return
        }
        let folder = try Self.folder(base, names.dropLast(), of: place, creating: false)
        let raw = openat(folder.raw, names[names.count - 1], flags | O_NOFOLLOW | O_CLOEXEC)
        guard raw >= 0 else { throw ToolFailure(opening: place, code: errno) }
        self.init(raw: raw)
    }

    /// Opens the folder that holds a place, made with its parents where it is missing.
    ///
    /// - Throws: `ToolFailure`.
    static func parent(of place: FilePlace) throws -> FileDescriptor {
        guard let (base, names) = parts(of: place) else {
            throw ToolFailure("\(place.shown) is a folder. Give the path of a file.")
        }
        return try folder(base, names.dropLast(), of: place, creating: true)
    }

    /// Opens a file or folder by its name in this folder.
    ///
    /// - Returns: nil when it cannot be opened or is a symbolic link.
    func child(_ name: String, flags: Int32) -> FileDescriptor? {
        let raw = openat(raw, name, flags | O_NOFOLLOW | O_CLOEXEC)
        return raw >= 0 ? FileDescriptor(raw: raw) : nil
    }

    /// Makes a new file in this folder.
    ///
    /// - Throws: `ToolFailure` about `place`.
    func newFile(_ name: String, for place: FilePlace) throws -> FileDescriptor {
        let raw = openat(raw, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard raw >= 0 else { throw ToolFailure(opening: place, code: errno) }
        return FileDescriptor(raw: raw)
    }

    /// What the system knows of it.
    ///
    /// - Throws: `ToolFailure` about `place`.
    func status(of place: FilePlace) throws -> stat {
        var status = stat()
        guard fstat(raw, &status) == 0 else { throw ToolFailure(opening: place, code: errno) }
        return status
    }

    /// Reads up to a buffer's length; 0 at the end.
    ///
    /// - Throws: `ToolFailure` about `place`.
    func read(into buffer: UnsafeMutableRawBufferPointer, of place: FilePlace) throws -> Int {
        while true {
            let count = systemRead(raw, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw ToolFailure(opening: place, code: errno) }
        }
    }

    /// Writes all bytes.
    ///
    /// - Throws: `ToolFailure` about `place`.
    func write(_ bytes: UnsafeRawBufferPointer, to place: FilePlace) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = systemWrite(raw, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw ToolFailure(opening: place, code: errno)
            }
        }
    }

    /// Where to begin and the names to go from there; nil for a place that is where one begins.
    private static func parts(of place: FilePlace) -> (base: String, names: [String])? {
        let base = place.isInside ? place.workspace : "/"
        let rest = place.path.utf8.dropFirst(base == "/" ? 1 : base.utf8.count + 1)
        let names = rest.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        return names.isEmpty ? nil : (base, names)
    }

    private static func folder(
        _ base: String, _ names: ArraySlice<String>, of place: FilePlace, creating: Bool
    ) throws -> FileDescriptor {
        let first = open(base, farthing_folder_flags())
        guard first >= 0 else { throw ToolFailure(opening: place, code: errno) }
        var folder = FileDescriptor(raw: first)
        for name in names {
            var next = openat(folder.raw, name, farthing_folder_flags())
            if next < 0, errno == ENOENT, creating {
                guard mkdirat(folder.raw, name, 0o777) == 0 || errno == EEXIST else {
                    throw ToolFailure(opening: place, code: errno)
                }
                next = openat(folder.raw, name, farthing_folder_flags())
            }
            guard next >= 0 else { throw ToolFailure(opening: place, code: errno) }
            folder = FileDescriptor(raw: next)
        }
        return folder
    }
}

// The system's functions under names that the methods above do not hide.
private func systemRead(_ raw: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(raw, buffer, count)
}

private func systemWrite(_ raw: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int { write(raw, buffer, count) }
