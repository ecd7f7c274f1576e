// The system declares times in what this module includes.
import CProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whether anything in a folder has changed: a number made of its files' names, sizes and times.
enum FolderFingerprint {
    /// The most files looked at, and how deep.
    private static let fileLimit = 4096
    private static let depthLimit = 8
    /// What programs make beside their sources.
    private static let passedOver: Set<String> = ["node_modules", "__pycache__", "venv", "target", "build", "dist"]

    /// The number; 0 for a folder that is not there.
    static func of(_ folder: String) -> UInt64 {
        var remaining = fileLimit
        return sum(folder, depth: 0, &remaining)
    }

    private static func sum(_ folder: String, depth: Int, _ remaining: inout Int) -> UInt64 {
        guard depth < depthLimit, let directory = opendir(folder) else { return 0 }
        defer { closedir(directory) }
        // Added up, so that the order in which the system lists them does not count.
        var total: UInt64 = 0
        while remaining > 0, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix("."), !passedOver.contains(name) else { continue }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            remaining -= 1
            if status.st_mode & S_IFMT == S_IFDIR {
                total &+= sum(path, depth: depth + 1, &remaining)
                continue
            }
            var mixed: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in path.utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01B3 }
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            for number in [UInt64(bitPattern: Int64(time.tv_sec)), UInt64(time.tv_nsec), UInt64(status.st_size)] {
                mixed = (mixed ^ number) &* 0x9E37_79B9_7F4A_7C15
                mixed ^= mixed >> 29
            }
            total &+= mixed
        }
        return total
    }
}
