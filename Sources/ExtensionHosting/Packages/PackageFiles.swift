#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reading and writing whole files, and folders that appear whole or not at all.
enum PackageFiles {
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// - Throws: `PackageProblem` when it cannot be read or is larger than the limit.
    static func read(_ path: String, limit: Int) throws(PackageProblem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else { throw failure("read", path) }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw PackageProblem("\(path) is larger than \(limit >> 20) MB") }
        }
    }

    /// Writes a file that must not be there yet, or replaces a plain one.
    ///
    /// - Throws: `PackageProblem`.
    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t = 0o644, isNew: Bool = false
    ) throws(PackageProblem) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (isNew ? O_EXCL : O_TRUNC)
        let descriptor = open(path, flags, mode)
        guard descriptor >= 0 else { throw failure("written", path) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure("written", path) }
            written += count
        }
    }

    /// Makes a file beside its place and moves it there when it is whole.
    ///
    /// - Throws: what `body` throws; `PackageProblem`.
    static func replace(
        _ path: String, _ body: (_ temporary: String) throws(PackageProblem) -> Void
    ) throws(PackageProblem) {
        let temporary = "\(path).\(getpid())"
        do throws(PackageProblem) {
            try body(temporary)
            guard rename(temporary, path) == 0 else { throw failure("written", path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Makes a folder and those above it.
    ///
    /// - Throws: `PackageProblem`.
    static func makeFolder(_ path: String) throws(PackageProblem) {
        for index in path.indices.dropFirst() where path[index] == "/" { mkdir(String(path[..<index]), 0o755) }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure("made", path) }
    }

    /// Removes a file or a folder with all that is in it; links are removed, not followed.
    ///
    /// - Throws: `PackageProblem`.
    static func remove(_ path: String) throws(PackageProblem) {
        guard exists(path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch {
            throw PackageProblem("\(path) cannot be removed: \(error)")
        }
    }

    /// - Throws: `PackageProblem`.
    static func move(_ from: String, to place: String) throws(PackageProblem) {
        guard rename(from, place) == 0 else { throw failure("moved to \(place)", from) }
    }

    private static func failure(_ verb: String, _ path: String) -> PackageProblem {
        PackageProblem("\(path) cannot be \(verb): \(String(cString: strerror(errno)))")
    }

    private static func readBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, bytes, count)
        #elseif canImport(Musl)
            Musl.read(descriptor, bytes, count)
        #else
            Darwin.read(descriptor, bytes, count)
        #endif
    }

    private static func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }
}
