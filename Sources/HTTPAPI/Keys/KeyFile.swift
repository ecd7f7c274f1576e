package import AgentRuntime
import ExactJSON
import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The keys in a file of the user's own, readable by nobody else. A change counts from the next request on, also for a
/// server that runs already.
package final class KeyFile: KeyRegister {
    /// Why the file cannot be used.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        /// What happened and what to do.
        package let description: String
    }

    private struct Stamp: Hashable {
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private struct State {
        var stamp: Stamp?
        var entries: [KeyEntry] = []
        /// The entries' hashes, each as bytes: every request is compared with all of them.
        var hashes: [[UInt8]] = []
    }

    /// The most keys of a file.
    package static let mostKeys = 10_000

    private let path: String
    private let clock: any RuntimeClock
    private let state = NIOLockedValueBox(State())

    /// - Parameter path: the file, which need not exist; its folder must.
    package init(path: String, clock: any RuntimeClock = SystemClock()) {
        self.path = path
        self.clock = clock
    }

    package func isEmpty() throws -> Bool { try entries().isEmpty }

    package func key(_ text: String) throws -> KeyRecord? {
        let digest = Array(KeyEntry.digest(text).utf8)
        let now = clock.now
        let state = try current()
        var found: KeyEntry?
        for (entry, stored) in zip(state.entries, state.hashes) where stored.count == digest.count {
            // As long for every entry, whatever it differs in.
            var difference: UInt8 = 0
            for index in digest.indices { difference |= digest[index] ^ stored[index] }
            if difference == 0 { found = entry }
        }
        guard let found, found.expiresAt.map({ now < $0 }) ?? true else { return nil }
        return KeyRecord(
            name: found.name, role: found.role, models: found.models.map { Set($0) },
            requestsPerMinute: found.requestsPerMinute)
    }

    /// The keys in the order in which they were made.
    package func entries() throws -> [KeyEntry] { try current().entries }

    private func current() throws -> State {
        let stamp = try stamp()
        return try state.withLockedValue { state in
            if state.stamp == stamp { return state }
            let entries = stamp == nil ? [] : try read()
            state = State(stamp: stamp, entries: entries, hashes: entries.map { Array($0.hash.utf8) })
            return state
        }
    }

    /// Changes the keys, one process at a time.
    ///
    /// - Throws: `Failure`, and what `change` throws.
    package func update(_ change: (inout [KeyEntry]) throws -> Void) throws {
        let lock = open("\(path).lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw failure("lock") }
        defer { close(lock) }
        var entries = try stamp() == nil ? [] : read()
        try change(&entries)
        guard entries.count <= Self.mostKeys else {
            throw Failure(description: "There are \(Self.mostKeys) keys already: revoke some.")
        }
        try write(JSONValue.object(JSONObject([("keys", .array(entries.map(\.json)))])).utf8)
    }

    private func stamp() throws -> Stamp? {
        var found = stat()
        guard stat(path, &found) == 0 else {
            if errno == ENOENT { return nil }
            throw failure("look at")
        }
        guard found.st_mode & 0o077 == 0 else {
            throw Failure(description: "Others can read \(path): run `chmod 600 \(path)`.")
        }
        #if canImport(Glibc)
            let time = found.st_mtim
        #else
            let time = found.st_mtimespec
        #endif
        return Stamp(
            inode: UInt64(found.st_ino), size: Int64(found.st_size), seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }

    private func read() throws -> [KeyEntry] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("read") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = systemRead(file, &buffer, buffer.count)
            guard count >= 0 else { throw failure("read") }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        let entries: [KeyEntry]?
        do throws(JSONSyntaxError) {
            let values = try JSONValue(parsing: bytes)["keys"]?.arrayValue
            let read = values?.compactMap { KeyEntry($0) }
            entries = read?.count == values?.count ? read : nil
        } catch {
            entries = nil
        }
        guard let entries else {
            throw Failure(description: "\(path) is damaged: restore it, or remove it and make new keys.")
        }
        return entries
    }

    private func write(_ bytes: [UInt8]) throws {
        let new = "\(path).new"
        unlink(new)
        let file = open(new, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("write") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
            guard count > 0 else {
                close(file)
                throw failure("write")
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0, close(file) == 0, rename(new, path) == 0 else { throw failure("write") }
    }

    private func failure(_ deed: String) -> Failure {
        Failure(description: "Cannot \(deed) \(path): \(String(cString: strerror(errno))).")
    }
}

private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, buffer, count)
}

private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(file, buffer, count)
}
