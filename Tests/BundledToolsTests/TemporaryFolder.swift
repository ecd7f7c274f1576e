#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A folder that is removed with this value.
final class TemporaryFolder: Sendable {
    /// Its path, without symbolic links.
    let path: String

    struct Failure: Error {
        var code: Int32
    }

    init() throws {
        var template = Array("/tmp/farthing-tools-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil, let real = realpath(template, nil) else {
            throw Failure(code: errno)
        }
        defer { free(real) }
        path = String(cString: real)
    }

    deinit { Self.remove(path) }

    /// Makes a folder at a relative path, with those above it.
    func makeFolder(_ relative: String) {
        var path = path
        for name in relative.split(separator: "/") {
            path += "/\(name)"
            mkdir(path, 0o755)
        }
    }

    /// Writes a file at a relative path, with the folders above it.
    func write(_ relative: String, _ bytes: [UInt8]) {
        if let slash = relative.lastIndex(of: "/") { makeFolder(String(relative[..<slash])) }
        guard let file = fopen(path + "/" + relative, "w") else { return }
        defer { fclose(file) }
        fwrite(bytes, 1, bytes.count, file)
    }

    /// Writes a text file.
    func write(_ relative: String, _ text: String) { write(relative, Array(text.utf8)) }

    /// Makes a symbolic link.
    func link(_ relative: String, to target: String) { symlink(target, path + "/" + relative) }

    /// The text of a file; nil when there is none.
    func read(_ relative: String) -> String? {
        guard let file = fopen(path + "/" + relative, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names in a folder, sorted.
    func names(in relative: String = ".") -> [String] {
        guard let folder = opendir(path + "/" + relative) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR, let folder = opendir(path) {
            chmod(path, 0o700)
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { remove(path + "/" + name) }
            }
            closedir(folder)
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
