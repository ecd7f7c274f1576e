import CSandbox

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What this machine can confine a program with.
package enum SandboxBackend: Sendable, Hashable {
    /// bubblewrap, at this path.
    case bubblewrap(String)
    /// The kernel's Landlock of this version, with a filter of system calls.
    case landlock(Int)

    /// Which one is wanted.
    package enum Choice: Sendable, Hashable {
        /// bubblewrap where it is installed and works, else Landlock.
        case best
        /// bubblewrap or nothing.
        case bubblewrap
        /// Landlock or nothing.
        case landlock
    }

    /// Looks for what there is; nil when there is none of that kind.
    ///
    /// Root gets Landlock where both are there: no limit of processes binds root inside bubblewrap, while the child of
    /// the other is given a user of its own.
    package static func find(_ choice: Choice = .best) -> SandboxBackend? {
        switch choice {
        case .best: (geteuid() == 0 ? landlock ?? bubblewrap : bubblewrap ?? landlock)
        case .bubblewrap: bubblewrap
        case .landlock: landlock
        }
    }

    private static var landlock: SandboxBackend? {
        let version = Int(farthing_landlock_version())
        return version > 0 && filterBytes(network: false) != nil ? .landlock(version) : nil
    }

    /// bubblewrap, if it can make a sandbox: it is installed on machines that forbid its namespaces too.
    private static let bubblewrap: SandboxBackend? = {
        let places = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"]
        guard let path = places.first(where: { access($0, X_OK) == 0 }) else { return nil }
        let arguments = [
            path, "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--unshare-all", "--", "/bin/true",
        ]
        // One that cannot even be started is none.
        guard let child = try? SpawnedChild(path: path, arguments: arguments, environment: [:], directory: "/") else {
            return nil
        }
        defer { for pipe in child.pipes { close(pipe) } }
        var status: Int32 = 0
        while waitpid(child.id, &status, 0) < 0 && errno == EINTR {}
        return status == 0 ? .bubblewrap(path) : nil
    }()

    /// The filter of system calls, as the kernel and bubblewrap take it; nil where there is none for this processor.
    static func filterBytes(network: Bool) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { farthing_filter_program(network ? 1 : 0, $0.baseAddress, $0.count) }
        return count > 0 ? Array(bytes[..<count]) : nil
    }
}

extension SandboxBackend: CustomStringConvertible {
    /// What it is, for a person.
    package var description: String {
        switch self {
        case .bubblewrap(let path): "bubblewrap (\(path))"
        case .landlock(let version): "Landlock, version \(version), with a filter of system calls"
        }
    }
}
