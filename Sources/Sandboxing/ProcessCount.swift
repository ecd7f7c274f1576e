#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many processes and threads a user runs.
enum ProcessCount {
    /// Counts them in /proc; 0 where there is none.
    static func ofUser(_ user: uid_t) -> Int {
        guard let folder = opendir("/proc") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.utf8.first.map({ $0 &- 0x30 < 10 }) == true else { continue }
            var status = stat()
            guard stat("/proc/\(name)", &status) == 0, status.st_uid == user else { continue }
            // The links of the folder of threads are itself, its parent, and one a thread.
            var tasks = stat()
            count += stat("/proc/\(name)/task", &tasks) == 0 ? max(1, Int(tasks.st_nlink) - 2) : 1
        }
        return count
    }
}
